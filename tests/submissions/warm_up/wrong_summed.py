# wrong: summed over the elements
# score: 0
def warm_up(x, y):  #@save
    return (x + 2 * y).sum()
