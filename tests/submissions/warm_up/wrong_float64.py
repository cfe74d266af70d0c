# wrong: the result is float64
# score: 0
def warm_up(x, y):  #@save
    return x.double() + 2 * y
