# right: the residual the other way round, and a minus sign
# score: 10
def loss_gradient(X, y, w, b):  #@save
    residual = y - X.mm(w) - b
    return -X.t().mm(residual) / residual.shape[0], -residual.sum(0) / residual.shape[0]
