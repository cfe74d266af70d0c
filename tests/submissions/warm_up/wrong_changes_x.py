# wrong: x is changed in place
# score: 0
def warm_up(x, y):  #@save
    return x.add_(2 * y)
