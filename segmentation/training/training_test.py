"""Tests of the training code on films drawn here. python3 -m unittest training_test (in this folder)."""

import json
import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np
import torch

import augment
import blend
import context_data
import export
import locate_data
import refine_data
import restore
from context_eval import GRID, ContextScore, best_count, read
from context_train import context_loss
from films import CLASSES, S1_CLASS, level_class, load_films
from locate_eval import LocateScore, decode, match
from locate_train import locate_loss
from networks import ContextNet, LocateNet, RefineNet
from refine_eval import predict
from refine_train import refine_loss


def draw_film(folder, name, anterior_right, mm_per_px=0.4):
    """Eight blocks one above the other; returns nothing, writes pixels and truth."""
    rng = np.random.default_rng(int(name))
    image = rng.normal(1000, 30, (900, 420)).astype(np.float32)
    sign, bodies = (1 if anterior_right else -1), []
    for i, level in enumerate(["T10", "T11", "T12", "L1", "L2", "L3", "L4", "S1"]):
        x, y = 210 + 40 * np.sin(i / 2), 90 + 100 * i
        local = np.array([[40, -30], [0, -34], [-40, -34], [40, 34], [0, 34], [-40, 34]], float) * [sign, 1]
        points = local + [x, y]
        outline = np.concatenate([np.linspace(points[a], points[b], 14)[:-1]
                                  for a, b in ((0, 1), (1, 2), (2, 5), (5, 4), (4, 3), (3, 0))])
        cv2.fillPoly(image, [np.round(outline).astype(np.int32)], 2500)
        bodies.append({"level": level, "outline": outline.tolist(), "visible": 1.0,
                       **{k: p.tolist() for k, p in zip(("sa", "sm", "sp", "ia", "im", "ip"), points)}})
    np.save(folder / f"{name}.npy", image.astype(np.uint16))
    (folder / f"{name}.json").write_text(json.dumps(
        {"mm_per_px": mm_per_px, "framing": "lumbar", "anterior_right": anterior_right, "bodies": bodies}))


class TrainingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        for i in range(4):
            draw_film(Path(cls.folder.name), f"{i:06d}", anterior_right=i % 2 == 0)
        cls.films = load_films(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_loader_keeps_the_sacrum_apart(self):
        film = self.films[0]
        self.assertEqual([b.level for b in film.bodies], ["T10", "T11", "T12", "L1", "L2", "L3", "L4"])
        self.assertEqual(film.sacrum.level, "S1")
        self.assertAlmostEqual(film.bodies[0].size_px, (np.hypot(80, 4) + 80) / 2, places=3)

    def test_locate_channels_ignore_gain_and_offset(self):
        small, _ = locate_data.resample(self.films[0].pixels(), 0.4)
        first = locate_data.input_channels(small.astype(np.float32))
        second = locate_data.input_channels(small.astype(np.float32) * 7 + 300)
        self.assertLess(np.abs(first - second).max(), 2e-3)
        self.assertLessEqual(np.abs(first).max(), 1.0)

    def test_percentiles_leave_collimation_out(self):
        small, _ = locate_data.resample(self.films[0].pixels(), 0.4)
        framed = cv2.copyMakeBorder(small, 100, 100, 100, 100, cv2.BORDER_CONSTANT, value=int(small.min()))
        inner = locate_data.input_channels(framed)[0, 120:-120, 120:-120]
        plain = locate_data.input_channels(small)[0, 20:-20, 20:-20]
        self.assertLess(np.abs(inner - plain).mean(), 0.1)

    def perfect_output(self, film):
        """The maps a faultless network would give, written from the training targets themselves."""
        small, scale = locate_data.resample(film.pixels(), film.mm_per_px)
        rows, columns = (n + -n % 32 for n in small.shape)
        matrix = np.hstack([np.diag(scale), (0.5 * scale - 0.5)[:, None]])
        targets = locate_data.Targets(rows // 2, columns // 2)
        for body in film.bodies + [film.sacrum]:
            targets.add(body, matrix, film.anterior_right)
        out = np.zeros((32, rows // 2, columns // 2), np.float32)
        heat = np.clip(targets.heat, 1e-5, 1 - 1e-5)
        out[1:3] = np.log(heat / (1 - heat))
        for at, values in zip(targets.offset_at, targets.offset):
            out[3:11, at[:, 0], at[:, 1]] = values.T
        for at, values in zip(targets.level_at, targets.level):
            out[12 + values, at[:, 0], at[:, 1]] = 5
        return out, small.shape, scale

    def test_decoding_returns_the_targets(self):
        for film in self.films[:2]:
            output, shape, scale = self.perfect_output(film)
            found = decode(output, *shape)
            self.assertEqual(len(found), 7)
            corners = [locate_data.image_order(b.corners_px * scale + 0.5 * scale - 0.5, film.anterior_right)
                       for b in film.bodies]
            for f, n in match(found, film.bodies, corners, scale):
                self.assertLess(np.abs(f.corners - corners[n]).max(), 1e-3)
                self.assertEqual(f.level, [10, 11, 12, 13, 14, 15, 16][n])
                self.assertLess(f.corners[0, 0], f.corners[1, 0])

    def test_a_stray_detection_is_false(self):
        film = self.films[0]
        output, shape, scale = self.perfect_output(film)
        output[1, 5, 5] = 4
        score = LocateScore([film])
        rows = score(lambda x: torch.as_tensor(output[None]))
        self.assertEqual((rows["found"], rows["false"]), (1.0, 1.0))

    def test_crop_follows_the_film(self):
        """Mask and pixels of an augmented crop agree: the bodies are the bright blocks."""
        data, rng = locate_data.LocateData(self.films), np.random.default_rng(3)
        keep = locate_data.augment
        locate_data.augment = lambda image, _: image
        try:
            for _ in range(6):
                channels, targets, _ = data.sample(rng)
                body = targets.mask.astype(bool)
                if channels[0].any() and body.sum() > 300:
                    halved = cv2.resize(channels[0], body.shape[::-1], interpolation=cv2.INTER_AREA)
                    self.assertGreater(np.median(halved[body]), 0.5)
        finally:
            locate_data.augment = keep

    def test_context_targets_follow_the_bent_film(self):
        """Labels lie on the bright blocks whatever was done to the film, and each body counts once."""
        data, rng = context_data.ContextData(self.films), np.random.default_rng(4)
        keep = context_data.augment, context_data.burn_out, context_data.limbs
        context_data.augment = context_data.burn_out = context_data.limbs = lambda image, _: image
        try:
            for _ in range(12):
                channels, (level, weight, mask) = data.sample(rng)
                bodies = set(level[level >= 0])
                self.assertAlmostEqual(weight.sum(), len(bodies), places=3)
                self.assertLessEqual(bodies, {level_class(b.level) for b in data.films[0].bodies} | {S1_CLASS})
                if channels[0].any() and len(bodies) > 3:
                    halved = cv2.resize(channels[0], level.shape[::-1], interpolation=cv2.INTER_AREA)
                    self.assertGreater(halved[mask > 0].mean(), halved[mask == 0].mean() + 0.5)
        finally:
            context_data.augment, context_data.burn_out, context_data.limbs = keep

    def test_coned_samples_lie_on_the_film_and_are_as_small_as_coned_films(self):
        rng, film = np.random.default_rng(6), self.films[0]
        scale = np.array([film.mm_per_px / context_data.MM_PER_PX] * 2)
        rows, columns = (int(n * s) for n, s in zip((900, 420), scale))
        heights, low = [], 0
        for _ in range(200):
            top, bottom, left, right = context_data.coned(rng, film, scale, rows, columns)
            self.assertTrue(0 <= top < bottom <= rows and 0 <= left < right <= columns)
            self.assertGreaterEqual((bottom - top, right - left), context_data.SMALLEST)
            heights.append(bottom - top)
            low += (top + bottom) / 2 > rows / 2
        self.assertLess(np.median(heights), 0.85 * rows)
        self.assertGreater(low, 110)  # low bodies are shown more often: L5 and S1 must be told apart

    def test_parts_of_large_films_keep_the_spine(self):
        rng = np.random.default_rng(7)
        for spine in (40, 120, 260):
            for _ in range(50):
                top, bottom, left, right = context_data.at_most_part(rng, spine, 0, 600, 0, 300)
                self.assertEqual((bottom - top, right - left), context_data.PART)
                self.assertTrue(0 <= top and bottom <= 600 and left <= spine < right <= 300)
        self.assertEqual(context_data.at_most_part(rng, 50, 3, 90, 5, 100), (3, 90, 5, 100))

    def test_unbending_inverts_the_bend(self):
        rng = np.random.default_rng(5)
        for _ in range(5):
            field = context_data.bend(rng, 200, 90)
            x, y = np.meshgrid(np.arange(20, 70, 9), np.arange(20, 180, 9))
            at = np.stack([x.ravel(), y.ravel()], 1)
            source = at + field[at[:, 1], at[:, 0]]
            self.assertLess(np.abs(context_data.unbend(source, field) - at).max(), 0.5)

    def test_context_reads_the_body_it_is_asked_for(self):
        maps = np.zeros((3, 40, 20))
        maps[1, 10:20, 5:15] = 1
        corners = np.array([[5.0, 10.0], [14.0, 10.0], [5.0, 19.0], [14.0, 19.0]])
        np.testing.assert_allclose(read(maps, corners), [0, 1, 0])
        self.assertEqual(len(GRID), 5)

    def test_counting_outvotes_single_bodies(self):
        truth = np.arange(7, 15)
        opinions = np.full((8, len(CLASSES)), -5.0)
        opinions[np.arange(8), truth] = -0.5
        opinions[3, truth[3]], opinions[3, truth[3] + 1] = -5, -0.5
        np.testing.assert_array_equal(best_count(opinions), truth)

    def test_context_score_knows_a_faultless_network(self):
        score = ContextScore(self.films[:1])
        film, channels, corners, truth = score.cases[0]
        out = np.zeros((1, 23, channels.shape[1] // 2, channels.shape[2] // 2), np.float32)
        for c, t in zip(corners, truth):
            x, y = np.floor(c.min(0)).astype(int), np.ceil(c.max(0)).astype(int) + 1
            out[0, t, x[1] : y[1], x[0] : y[0]] = 9
        result = score(lambda _: torch.as_tensor(out))
        self.assertEqual((result["exact"], result["counted"]), (1.0, 1.0))

    def test_patch_is_canonical_for_both_facings(self):
        for film in self.films[:2]:
            body = film.bodies[3]
            matrix = refine_data.Frame.of(body.corners_px).patch_to_film()
            points = refine_data.point_to_patch(matrix, body.points_px)
            self.assertLess(points[0, 0], points[2, 0])  # anterior left
            self.assertLess(points[1, 1], points[4, 1])  # superior up
            self.assertAlmostEqual(np.linalg.norm(points[2] - points[0]), 128 / 1.9, delta=0.5)
            patch = refine_data.cut(film.pixels(), matrix)
            self.assertGreater(patch[64, 64], 2000)
            self.assertLess(patch[64, 10], 1500)

    def test_shrinking_first_gives_the_same_patch(self):
        """A film four times as fine shows the same patch, to the noise that averaging removes."""
        film = self.films[0]
        pixels = np.array(film.pixels())
        fine = cv2.resize(pixels, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
        corners = film.bodies[2].corners_px
        coarse_patch = refine_data.cut(pixels, refine_data.Frame.of(corners).patch_to_film())
        fine_patch = refine_data.cut(fine, refine_data.Frame.of((corners + 0.5) * 4 - 0.5).patch_to_film())
        self.assertLess(np.abs(coarse_patch - fine_patch).mean(), 40)

    def test_augmentation_stays_finite(self):
        rng, image = np.random.default_rng(0), np.zeros((160, 160), np.float32)
        for _ in range(40):
            self.assertTrue(np.isfinite(augment.augment(image, rng)).all())

    def test_the_networks_learn_a_batch(self):
        torch.manual_seed(0)
        for data, collate, loss, model in (
            (locate_data.LocateData(self.films), locate_data.collate, locate_loss, LocateNet()),
            (context_data.ContextData(self.films), context_data.collate, context_loss, ContextNet()),
            (refine_data.RefineData(self.films), refine_data.collate, refine_loss, RefineNet()),
        ):
            rng = np.random.default_rng(1)
            batch = {k: torch.as_tensor(v) for k, v in collate([data.sample(rng) for _ in range(4)]).items()}
            optimiser, history = torch.optim.AdamW(model.parameters(), 3e-3), []
            for _ in range(8):
                total = sum(loss(model(batch["input"]), batch).values())
                optimiser.zero_grad()
                total.backward()
                optimiser.step()
                history.append(float(total))
            self.assertLess(history[-1], 0.8 * history[0])

    def test_export_matches_opencv(self):
        for name, (make, *_) in export.NETWORKS.items():
            torch.manual_seed(0)
            model = make().eval()
            with torch.no_grad():  # as after training: no two tensors alike, which the exporter would merge
                for tensor in model.state_dict().values():
                    if tensor.dtype.is_floating_point and tensor.ndim == 1:
                        tensor.add_(0.02 * torch.rand_like(tensor))
            path = Path(self.folder.name) / f"{name}.onnx"
            export.write(model, name, path)
            self.assertLess(export.difference(model, name, path), 1e-4)

    def test_a_shipped_network_can_be_trained_on(self):
        for name in export.NETWORKS:
            path = export.HERE.parent / "models" / f"{name}.onnx"
            model = restore.restore(name, path, self.films, 32)
            self.assertLess(export.difference(model, name, path), 1e-3)
            # In training, with the statistics of the batch, it starts as what it was, not as noise.
            x = restore.draw(name, self.films, 16, seed=3)["input"]
            with torch.no_grad():
                calm, busy = model.eval()(x), model.train()(x)
            calm, busy = (o[0] if isinstance(o, tuple) else o for o in (calm, busy))
            self.assertLess(float((calm - busy).abs().mean()), 0.3 * float(calm.abs().mean()))

    def test_blended_weights_are_the_mean(self):
        models = [ContextNet(), ContextNet(), ContextNet()]
        states = [{"average": m.state_dict()} for m in models]
        mean = blend.blend(states)
        for name, value in mean.items():
            if value.dtype.is_floating_point:
                parts = np.stack([s["average"][name].numpy() for s in states])
                np.testing.assert_allclose(value.numpy(), parts.mean(0), atol=1e-6)
        self.assertGreater(float((mean["unet.up.0.lift.weight"] - states[0]["average"]["unet.up.0.lift.weight"])
                                 .abs().max()), 0)
        models[0].load_state_dict(mean)
        with self.assertRaisesRegex(ValueError, "not of one network"):
            blend.blend([states[0], {"average": RefineNet().state_dict()}])

    def test_point_decoding_is_subpixel(self):
        x, y = np.meshgrid(np.arange(128), np.arange(128))
        maps = np.stack([-((x - 40.3 - k) ** 2 + (y - 70.6) ** 2) / (2 * 1.2**2) for k in range(7)])
        points, _ = predict(lambda b: (torch.as_tensor(maps[None]), torch.zeros(1, 1)), [np.zeros((128, 128))])
        np.testing.assert_allclose(points[0], [[40.3 + k, 70.6] for k in range(6)], atol=0.02)


if __name__ == "__main__":
    unittest.main()
