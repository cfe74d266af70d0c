# right: entry by entry, with a print
# score: 0
def warm_up(x, y):  #@save
    result = torch.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[i, j] + y[i, j]
    print(result)
    return result
