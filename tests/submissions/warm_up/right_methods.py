# right: methods, with a factor for what is added
# score: 0
def warm_up(x, y):  #@save
    return x.add(y, alpha=2)
