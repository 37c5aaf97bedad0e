"""Category and cues, on sentences written for the purpose; the larger corpus is measured at the end."""

from functools import partial

import pytest

from hotline.text.findings import Basis, Category, Urgency
from tests.effort import effort
from tests.text.reading import cue_book, hits_of, judged, lexicon, rows

CATEGORIES = [
    ("retail", "Thằng Hai bán ma túy ở đầu ngõ"),
    ("retail", "thang Hai ban ma tuy o dau ngo"),
    ("retail", "có người bán đá cho thanh niên trong xóm"),
    ("retail", "ban da cho may dua thanh nien xom toi, CA xu ly"),
    ("retail", "hắn bán tép hàng trắng cho dân nghiện"),
    ("retail", "e thấy nó bán kẹo vs ke ở bar, 400k 1 viên"),
    ("retail", "rao bán cần sa trên zalo rồi hẹn tới quán lấy"),
    ("retail", "nó chạy exciter đi giao đồ cho khách ban đêm, gọi phát là có hàng"),
    ("retail", "đưa tiền qua khe cửa rồi cầm gói nhỏ đi liền, toàn con nghiện"),
    ("retail", "ông ấy bán cần xa cho học sinh"),
    ("harbouring", "chủ nhà nghỉ cho khách thuê phòng để chơi ma túy"),
    ("harbouring", "nhà hắn chứa chấp con nghiện tới hút chích"),
    ("harbouring", "chu quan karaoke canh cua cho khach bay lac"),
    ("harbouring", "nó rủ bạn về nhà đập đá, mở nhạc ầm ầm đến sáng"),
    ("harbouring", "họ chứa trấp dân nghiện trong tiệm"),
    ("harbouring", "đám thanh niên tụ tập đập đá trong quán, nhạc xập xình"),
    ("use", "kim tiêm vứt đầy nghĩa địa, tối nào cũng có người ra chích"),
    ("use", "con ông Tư nghiện nặng, trộm gà lấy tiền hút"),
    ("use", "hoc sinh tron hoc ra sau san bong hut co"),
    ("use", "nó đi cai về mấy tháng chừ tái nghiện rồi"),
    ("use", "lấy đồ trong nhà đi bán lấy tiền chơi đá"),
    ("use", "ngoài bờ đê có mấy đứa ngồi hút trích"),
    ("use", "bọn nhỏ hít bóng cười ở bãi biển"),
    ("trafficking", "xe tải chở ma túy từ cửa khẩu về giấu trong thùng gỗ"),
    ("trafficking", "nó đón xe khách nhận gói hàng ma túy gửi từ Nghệ An vào"),
    ("trafficking", "đường dây vận chuyển heroin từ Lào về, mỗi chuyến mấy bánh"),
    ("trafficking", "trum ma tuy om hang roi bo moi cho dan em"),
    ("psychosis", "thằng Nam ngáo đá đang đập phá nhà cửa"),
    ("psychosis", "no phe thuoc cam rua duoi vo con chay khap xom"),
    ("psychosis", "hút đá nhiều nên hoang tưởng, đêm đi lang thang chửi bới"),
    ("treatment", "con tôi nghiện, tôi muốn đưa cháu đi cai thì liên hệ ở đâu"),
    ("treatment", "ck e nghien, e xin hoi thu tuc di cai tu nguyen a"),
    ("treatment", "tôi nghiện 3 năm rồi, muốn cai thì hỏi ai"),
    ("irrelevant", "nhà tôi bị mất trộm con chó đêm qua"),
    ("irrelevant", "quán karaoke hát hò ầm ĩ không ai ngủ được"),
    ("irrelevant", "tụi nhỏ đá bóng làm vỡ kính nhà tôi"),
    ("irrelevant", "xe chở hàng đá ốp lát làm hỏng đường"),
    ("irrelevant", "đi cắt cỏ cho bò bị mất cái liềm"),
    ("irrelevant", "bà mệt quá, trạm y tế có truyền nước biển chủ nhật không"),
    ("irrelevant", "cho hỏi làm căn cước công dân ở đâu"),
    ("irrelevant", "bán bánh kẹo hết hạn trước cổng trường"),
    ("irrelevant", "nghiện game thức cả đêm la hét"),
    ("irrelevant", "đồ công an ăn hại"),
    ("irrelevant", ""),
    ("irrelevant", "🙂"),
]


@pytest.mark.parametrize(("category", "text"), CATEGORIES)
def test_a_sentence_gets_the_category_that_a_reader_gives_it(category, text):
    assert judged(text).category.value.value == category


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("meth", "hắn bán hàng đá"),
        ("meth", "tối nào cũng đập đá"),
        ("ketamine", "chơi ke trong bar"),
        ("cannabis", "bán cần xa cho học sinh"),
        ("ecstasy", "có bán thuốc lắc"),
        ("heroin", "bán hê rô in từng tép"),
        ("yaba", "viên hồng phiến"),
        ("nitrous", "hít bóng cười"),
        ("opium", "hút thuốc phiện"),
        ("lsd", "bán tem giấy"),
        ("happy_water", "bán nước vui qua mạng"),
        ("synthetic_cannabis", "hút cỏ mỹ"),
    ],
)  # fmt: skip
def test_a_drug_is_named_by_its_kind(kind, text):
    assert kind in {cue.value for cue in judged(text, voice=True).cues if cue.kind == "drug"}


@pytest.mark.parametrize(
    ("conduct", "text"),
    [
        ("sells", "bán ma túy cho con nghiện"),
        ("posts_online", "rao bán cần sa trên facebook"),
        ("drops_needles", "kim tiêm vứt đầy bãi, dân nghiện chích xong"),
        ("delivers_by_motorbike", "chạy wave đi giao đồ cho khách ban đêm"),
        ("receives_by_coach", "ra đón xe khách nhận gói ma túy"),
        ("steals_to_pay", "nghiện nặng, trộm gà lấy tiền hút"),
        ("keeps_watch", "chủ quán canh cửa cho khách bay lắc"),
        ("holds_somebody", "ngáo đá nhốt mẹ đẻ trong buồng"),
        ("takes_fee", "cho con nghiện vào chích, thu tiền mỗi đứa 50 nghìn"),
        ("relapsed", "mới đi cai về đã tái nghiện"),
        ("sells_to_pupils", "bán kẹo lắc cho học sinh cấp 3"),
        ("overdoses", "có đứa bị sốc thuốc tím tái"),
    ],
)  # fmt: skip
def test_a_conduct_is_told_in_the_words_of_the_taxonomy(conduct, text):
    assert conduct in {cue.value for cue in judged(text).cues if cue.kind == "conduct"}


def test_slang_alone_says_nothing():
    assert judged("mua đá về ướp cá").category.value is Category.IRRELEVANT
    assert judged("trời ơi bay").category.value is Category.IRRELEVANT


def test_a_longer_everyday_phrase_hides_the_slang_in_it():
    assert not hits_of("uống trà đá rồi đi cắt cỏ bò").of("slang")


def test_a_recognisers_spelling_is_read_in_speech():
    assert hits_of("nó bị sốt thuốc rồi", voice=True).any("overdose_drug")
    assert hits_of("họ chứa trấp dân nghiện", voice=True).any("host")


def test_marks_that_disagree_are_another_word():
    assert not hits_of("bạn đã đến chưa").any("sell", "drug")


def test_every_label_points_at_its_words_in_the_text_as_given():
    text = "Kính gửi: thằng  Hai bán   ma túy, đang cầm dao đuổi chém vợ"
    told = judged(text)
    start, end = told.category.spans[0]
    assert told.category.why
    assert text[start:end] in text
    assert all(text[a:b].strip() for cue in told.cues for a, b in cue.spans)
    assert told.urgency.value is Urgency.DANGER
    assert "dao" in text[told.urgency.spans[0][0] : told.urgency.spans[0][1]]


@pytest.mark.parametrize(
    ("basis", "text"),
    [
        (Basis.SAW, "tôi thấy nó bán ma túy"),
        (Basis.SAW, "tui chộ hắn bán hàng đá"),
        (Basis.HEARD, "nghe nói nó bán ma túy"),
        (Basis.HEARD, "nghe bạn em kể thấy nó bán"),
        (Basis.INFERRED, "nghi là bán ma túy"),
        (Basis.TOOK_PART, "tôi từng mua của nó"),
        (Basis.UNKNOWN, "nó bán ma túy ở xóm 3"),
        (Basis.SAW, "em nhìn thấy tận mắt luôn"),
        (Basis.INFERRED, "chắc là nó bán ma túy"),
        (Basis.INFERRED, "không thấy gì nhưng nghi lắm"),
    ],
)  # fmt: skip
def test_how_the_sender_knows_is_read_from_the_words(basis, text):
    assert judged(text).basis.value is basis


def test_the_same_text_is_judged_the_same_way():
    text = "chủ quán cho tụi nó bay lắc, nó bán kẹo luôn"
    assert judged(text) == judged(text)


@pytest.mark.parametrize(
    "unit",
    [
        "bán ma túy cho học sinh đang cầm dao đuổi vợ con. ",
        "đá ",
        "ban da cho ",
        "thằng nghiện hút chích không sợ ",
        "\u202ea\u0301\u0302 ",
    ],
)
def test_a_long_text_is_work_in_proportion(unit):
    lexicon(), cue_book()
    part, whole = (effort(partial(judged, unit * (size // len(unit)))) for size in (10_000, 40_000))
    assert whole < 6 * part


@pytest.mark.parametrize(
    ("text", "said", "silent"),
    [
        ("nó bán hàng trắng", "substance", ""),
        ("có đứa vận chuyển heroin", "substance", ""),
        ("dân chơi đá đi xe tải", "addict", "substance"),
        ("thằng nớ hay phê đá", "drug", "substance"),
        ("mấy thằng bốc vác hay đập đá", "use_sure", "substance"),
        ("cả nhóm bay lắc tới sáng", "use_sure", "substance"),
        ("nó lên cơn ngáo đá", "raveful", "substance"),
        ("đang cắn kẹo trong bar", "use_sure", "attack"),
        ("cầm dao đập cửa từng nhà", "weapon", "past"),
        ("em sợ quá nó đang cầm dao", "scared", "fear"),
        ("hút thuốc lá điện tử có ma túy", "drug", "delusion"),
        ("cháu nằm lăn ra cười", "neutral", "overdose"),
        ("ngồi sau lùm bụi tre", "public", "other_traffic"),
        ("xét nghiệm âm tính ma túy", "neutral", "drug"),
        ("ông cai thầu bên kia", "neutral", "treat_firm"),
    ],
)  # fmt: skip
def test_a_phrase_takes_out_what_it_is_made_of(text, said, silent):
    hits = hits_of(text)
    assert hits.any(said)
    assert not silent or not hits.any(silent)


@pytest.mark.parametrize("text", ["giao hàng trắng tận cửa", "lấy hàng đá về", "bán hàng trắng lẻ"])
def test_what_is_done_gives_its_last_word_to_the_drug(text):
    hits = hits_of(text)
    drug = hits.of("drug")[0]
    assert any(hit.end == drug.start for hit in hits.of("sell", "deliver", "carry", "fetch", "buy"))


def test_a_drug_that_is_only_mentioned_beside_another_matter_is_no_tip_about_drugs():
    assert judged("Em làm khảo sát về giới trẻ với ma túy, nhờ anh chị trả lời").category.value is Category.IRRELEVANT
    assert judged("Đánh bạc suốt ngày, không có ma túy gì đâu").category.value is Category.IRRELEVANT


def test_a_class_anywhere_in_the_text_can_take_a_frame_out():
    assert judged("chở thuốc phiện xuống xuôi").category.value is Category.TRAFFICKING
    assert judged("chở thuốc phiện xuống bán lẻ cho người nghiện").category.value is Category.RETAIL


@pytest.mark.parametrize(
    ("name", "wanted"), [("conduct.jsonl", 0.95), ("conduct-more.jsonl", 0.92), ("conduct-causes.jsonl", 0.95)]
)
def test_the_corpus_of_invented_tips_is_read_as_its_writers_meant_it(name, wanted):
    told = [(row, judged(row["text"], voice=row["channel"] == "voice")) for row in rows(name)]
    right = sum(one.category.value.value == row["category"] for row, one in told)
    assert right / len(told) >= wanted
    urgent = [one.urgency.value is Urgency.DANGER for row, one in told if row["urgent"]]
    false = [one.urgency.value is Urgency.DANGER for row, one in told if not row["urgent"]]
    assert sum(urgent) / len(urgent) >= 0.97
    assert sum(urgent) / (sum(urgent) + sum(false)) >= 0.95
