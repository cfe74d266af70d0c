# right: Python loops and the statistics module
# score: 6
import statistics


def standardize(X_train: torch.Tensor, X: torch.Tensor) -> torch.Tensor:  #@save
    columns = []
    for train, column in zip(X_train.T.tolist(), X.T.tolist()):
        mean, deviation = statistics.fmean(train), statistics.stdev(train)
        if max(train) == min(train):
            columns.append([0.0] * len(column))
        else:
            columns.append([(x - mean) / deviation for x in column])
    return torch.tensor(columns).T
