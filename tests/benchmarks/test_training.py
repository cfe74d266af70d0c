import pytest

from benchmarks import training


@pytest.mark.slow
def test_the_benchmark_runs_on_little_data_and_writes_nothing(
    capsys, monkeypatch, tmp_path
):
    monkeypatch.setattr(training, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(training, "FIGURE", tmp_path / "images" / "figure.svg")
    monkeypatch.setattr(training, "PEERS", tmp_path / "peers")  # nothing is downloaded
    training.main(["--quick"], standalone_mode=False)
    text = capsys.readouterr().out
    for peer in (
        training.HandWritten,
        training.Chapter,
        training.Modules,
        training.Scikit,
    ):
        assert f"| {peer.name} |" in text
    for title in ("Throughput", "Time to accuracy", "Growth", "The live board"):
        assert f"### {title}" in text
    assert list(tmp_path.iterdir()) == []


def test_a_section_takes_the_place_of_the_last_one_and_leaves_the_others(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(training, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(training, "FIGURE", tmp_path / "images" / "figure.svg")
    sizes = training.Sizes(shapes=((100, 2),), batch_sizes=(10,))
    times = {training.HandWritten.name: [1.0], training.Chapter.name: [2.0]}
    accuracy = {name: [(100, 1.0, 1)] for name in times}
    drawing = training.figure({("train", 100, 2, 10): times}, accuracy, sizes)
    training.write("first\n", drawing)
    with training.RESULTS.open("a") as file:
        file.write("\n## Another section\n")
    training.write("second\n", drawing)
    text = training.RESULTS.read_text()
    assert "first" not in text and text.count("second") == 1
    assert text.rstrip().endswith("## Another section")
    svg = training.FIGURE.read_text()
    training.write("third\n", drawing)
    assert training.FIGURE.read_text() == svg  # reproducible
