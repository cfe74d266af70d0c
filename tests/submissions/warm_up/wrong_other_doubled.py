# wrong: x is doubled instead of y
# score: 0
def warm_up(x, y):  #@save
    return 2 * x + y
