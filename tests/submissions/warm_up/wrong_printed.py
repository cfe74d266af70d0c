# wrong: printed, not returned
# score: 0
def warm_up(x, y):  #@save
    print(x + 2 * y)
