# right: in place, on a copy
# score: 0
def warm_up(x, y):  #@save
    result = y.clone()
    result *= 2
    result += x
    return result
