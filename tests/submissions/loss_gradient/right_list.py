# right: a list of two, with type hints and a print
# score: 10
def loss_gradient(X: torch.Tensor, y: torch.Tensor, w: torch.Tensor, b: torch.Tensor):  #@save
    """My gradient."""
    error = torch.addmm(b, X, w) - y
    gradients = [X.T.matmul(error).div(error.numel()), error.mean(0, keepdim=False)]
    print("gradient of b:", gradients[1])
    return gradients
