# wrong: y is not doubled
# score: 0
def warm_up(x, y):  #@save
    return x + y
