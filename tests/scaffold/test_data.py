import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

import scaffold as d2l
from scaffold.data import TensorLoader


def numbered(rows, *shapes):
    """Tensors of the given shapes per row, in which every number tells its row."""
    return [
        torch.arange(rows, dtype=torch.float32)
        .reshape(-1, *[1] * len(shape))
        .expand(rows, *shape)
        for shape in shapes
    ]


@pytest.mark.parametrize("rows", [1, 31, 32, 33, 64, 100, 8191, 8192, 8193, 20_000])
@pytest.mark.parametrize("batch_size", [1, 32, 5000, 30_000])
def test_without_shuffling_the_minibatches_are_those_of_dataloader(rows, batch_size):
    X, y = numbered(rows, (2,), (1,))
    ours = list(TensorLoader((X, y), batch_size))
    theirs = list(DataLoader(TensorDataset(X, y), batch_size))
    assert len(ours) == len(theirs) == len(TensorLoader((X, y), batch_size))
    for (a, b), (c, d) in zip(ours, theirs, strict=True):
        assert torch.equal(a, c) and torch.equal(b, d)


@pytest.mark.parametrize("rows", [1, 100, 8193, 20_000])
def test_a_shuffled_pass_has_every_row_once_with_its_own_target(rows):
    tensors = numbered(rows, (3,), (), (2, 2))
    batches = list(TensorLoader(tensors, 64, shuffle=True))
    assert [len(batch[0]) for batch in batches[:-1]] == [64] * (len(batches) - 1)
    for X, y, Z in batches:
        assert torch.equal(X, y[:, None].expand(-1, 3))
        assert torch.equal(Z, y[:, None, None].expand(-1, 2, 2))
    seen = torch.cat([y for _, y, _ in batches])
    assert torch.equal(seen.sort().values, torch.arange(rows, dtype=torch.float32))


def test_shuffling_moves_rows_over_the_whole_data():
    torch.manual_seed(0)
    (X,) = numbered(50_000, ())
    (first,) = next(iter(TensorLoader([X], 5000, shuffle=True)))
    assert abs(first.mean() - 25_000) < 1000  # 5 standard errors of a uniform draw
    assert not torch.equal(first, first.sort().values)


def test_each_pass_has_a_new_order_and_a_seed_fixes_all_of_them():
    (X,) = numbered(1000, ())
    loader = TensorLoader(
        [X], 32, shuffle=True, generator=torch.Generator().manual_seed(1)
    )
    passes = [torch.cat([x for (x,) in loader]) for _ in range(2)]
    assert not torch.equal(*passes)
    again = TensorLoader(
        [X], 32, shuffle=True, generator=torch.Generator().manual_seed(1)
    )
    state = torch.get_rng_state()
    assert all(torch.equal(x, torch.cat([z for (z,) in again])) for x in passes)
    assert torch.equal(
        torch.get_rng_state(), state
    )  # a generator of one's own leaves this alone


def test_without_a_generator_the_global_seed_fixes_the_order():
    (X,) = numbered(1000, ())

    def one_pass():
        torch.manual_seed(3)
        return torch.cat([x for (x,) in TensorLoader([X], 32, shuffle=True)])

    assert torch.equal(one_pass(), one_pass())


def test_two_passes_can_go_on_at_the_same_time():
    (X,) = numbered(100, ())
    loader = TensorLoader([X], 10, shuffle=True)
    pairs = list(zip(loader, loader, strict=True))
    for one in zip(*pairs, strict=True):
        assert len(torch.cat([x for (x,) in one]).unique()) == 100


def test_dtypes_devices_and_the_tensors_themselves_are_left_alone():
    X, y = torch.arange(10), torch.rand(10, dtype=torch.float64)
    before = X.clone(), y.clone()
    for a, b in TensorLoader((X, y), 3, shuffle=True):
        assert a.dtype == torch.int64 and b.dtype == torch.float64
        a += 1
    assert torch.equal(X, before[0]) and torch.equal(y, before[1])
    elsewhere = torch.empty(10, 2, device="meta")
    for train in (True, False):
        batches = [x for (x,) in TensorLoader([elsewhere], 4, shuffle=train)]
        assert [(x.device.type, len(x)) for x in batches] == [
            ("meta", 4),
            ("meta", 4),
            ("meta", 2),
        ]


def test_impossible_minibatches_are_refused():
    with pytest.raises(ValueError, match=r"\[3, 4\]"):
        TensorLoader((torch.ones(3), torch.ones(4)), 2)
    with pytest.raises(ValueError, match=r"\[\]"):
        TensorLoader((), 2)
    with pytest.raises(ValueError, match="not 0"):
        TensorLoader((torch.ones(3),), 0)


def test_get_tensorloader_takes_the_rows_asked_for():
    data = d2l.DataModule()
    data.batch_size = 4
    (X,) = numbered(10, ())

    def rows(**arguments):
        return torch.cat(
            [x for (x,) in data.get_tensorloader([X], False, **arguments)]
        ).tolist()

    assert rows() == list(range(10))
    assert rows(indices=slice(3, 6)) == [3, 4, 5]
    assert rows(indices=torch.tensor([7, 1])) == [7, 1]
    assert rows(indices=[2, 9]) == [2, 9]
    assert len(data.get_tensorloader([X], True)) == 3


def test_a_data_set_must_say_how_it_is_delivered():
    with pytest.raises(NotImplementedError, match="get_dataloader"):
        d2l.DataModule().train_dataloader()


def test_synthetic_data_follow_the_model_they_were_made_from():
    w, b = torch.tensor([2, -3.4]), 4.2
    generator = torch.Generator().manual_seed(0)
    data = d2l.SyntheticRegressionData(w, b, 0.1, 20_000, 100, generator=generator)
    assert data.X.shape == (20_100, 2) and data.y.shape == (20_100, 1)
    assert data.X.dtype == data.y.dtype == torch.float32
    assert (
        data.X.mean(dim=0).abs().max() < 0.04
        and (data.X.std(dim=0) - 1).abs().max() < 0.03
    )
    residual = data.y[:, 0] - (2 * data.X[:, 0] - 3.4 * data.X[:, 1] + 4.2)
    assert abs(residual.mean()) < 0.004 and abs(residual.std() - 0.1) < 0.003
    assert (data.num_train, data.num_val, data.batch_size) == (20_000, 100, 32)


def test_synthetic_data_split_into_training_and_validation_rows():
    data = d2l.SyntheticRegressionData(
        torch.ones(1), 0.0, num_train=70, num_val=30, noise=0
    )
    train = torch.cat([X for X, _ in data.train_dataloader()])
    val = torch.cat([X for X, _ in data.val_dataloader()])
    assert torch.equal(train.sort(dim=0).values, data.X[:70].sort(dim=0).values)
    assert torch.equal(val, data.X[70:])
    assert torch.allclose(data.y, data.X)


def test_a_seed_fixes_the_data_and_the_order_of_the_training_rows():
    def everything():
        generator = torch.Generator().manual_seed(5)
        data = d2l.SyntheticRegressionData(torch.ones(2), 1.0, generator=generator)
        return torch.cat([torch.cat(batch, dim=1) for batch in data.train_dataloader()])

    one = everything()
    torch.rand(3)
    assert torch.equal(everything(), one)
