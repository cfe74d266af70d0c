# right: operators
# score: 0
def warm_up(x, y):  #@save
    return x + 2 * y
