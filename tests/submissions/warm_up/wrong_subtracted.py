# wrong: 2 y is subtracted
# score: 0
def warm_up(x, y):  #@save
    return x - 2 * y
