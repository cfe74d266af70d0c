# wrong: y is squared instead of doubled
# score: 0
def warm_up(x, y):  #@save
    return x + y ** 2
