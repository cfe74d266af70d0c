# wrong: the sum is doubled
# score: 0
def warm_up(x, y):  #@save
    return 2 * (x + y)
