#include "ui/diagram/DiagramPage.h"

#include "core/model/RelationshipPair.h"
#include "tests/support/StdToString.h"
#include "tests/ui/UiFixture.h"
#include "ui/diagram/DiagramExport.h"
#include "ui/diagram/DiagramView.h"
#include "ui/diagram/ModelBox.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QFile>
#include <QGraphicsItem>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPromise>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

/** Lays out as it is told to. */
class FakeLayout final : public DiagramLayout
{
public:
    std::optional<Error> failure;
    bool isHeld = false;
    std::vector<DiagramGraph> graphs;
    QFuture<Result<DiagramPlaces>> layOut(DiagramGraph graph) override
    {
        graphs.push_back(graph);
        m_promise = {};
        m_promise.start();
        const QFuture<Result<DiagramPlaces>> future = m_promise.future();
        if (!isHeld)
            release();
        return future;
    }
    void release()
    {
        m_promise.addResult(failure ? Result<DiagramPlaces>(*failure)
                                    : Result<DiagramPlaces>(placeInRows(graphs.back())));
        m_promise.finish();
    }

private:
    QPromise<Result<DiagramPlaces>> m_promise;
};

struct Page
{
    explicit Page(std::shared_ptr<FakeEngine> with = makeFakeShop(), bool hasLayout = true)
        : fixture(std::move(with))
    {
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Diagram;
        ref.name = u"models"_s;
        page = std::make_unique<DiagramPage>(ref, fixture.context(), hasLayout ? &layout : nullptr,
                                             &host);
        page->resize(900, 600);
        host.resize(900, 600);
        host.show();
        page->show();
    }
    [[nodiscard]] DiagramView *view() const { return page->view(); }
    [[nodiscard]] bool isShown() const { return view()->isVisible(); }

    UiFixture fixture;
    FakeLayout layout;
    QWidget host;
    std::unique_ptr<DiagramPage> page;
};

} // namespace

class DiagramPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modelsAndLinksAreDrawn();
    void withoutGraphvizRowsDo();
    void nothingToDrawOffersAModel();
    void keysWalkAndOpen();
    void theWheelZoomsWithCtrl();
    void searchingMarks();
    void aChangedProjectIsDrawnAnew();
    void picturesAreWritten_data();
    void picturesAreWritten();
    void graphvizIsRead();
    void whatGraphvizMustNotSayIsRefused_data();
    void whatGraphvizMustNotSayIsRefused();
    void rowsDoNotOverlap();
};

void DiagramPageTest::modelsAndLinksAreDrawn()
{
    Page shown;
    QTRY_VERIFY(shown.isShown());
    QCOMPARE(shown.layout.graphs[0].boxes.size(), std::size_t(3));
    QCOMPARE(shown.layout.graphs[0].links.size(), std::size_t(1)); // both sides are one
    QVERIFY(shown.view()->box(u"customer"_s));
    QVERIFY(!shown.view()->box(u"gone"_s));
    shown.view()->select(u"order"_s);
    const QString said = shown.view()->accessibleDescription();
    QVERIFY2(said.contains(u"order, 6 fields"_s) && said.contains(u"customer"_s), qPrintable(said));
}

void DiagramPageTest::withoutGraphvizRowsDo()
{
    Page none(makeFakeShop(), false);
    QTRY_VERIFY(none.isShown());
    Page shown;
    shown.layout.failure = Error(errc::notFound, "Graphviz is not installed.");
    ProjectDef def = shown.fixture.engine->def;
    def.models.pop_back();
    shown.fixture.engine->setProject(def);
    auto *banner = shown.page->findChild<Banner *>(u"diagram.banner"_s);
    QTRY_VERIFY(banner->isVisible());
    QVERIFY(banner->text().contains(u"graphviz"_s));
    QVERIFY(shown.isShown());
}

void DiagramPageTest::nothingToDrawOffersAModel()
{
    auto engine = makeEmptyShop();
    engine->def.models.clear();
    engine->setProject(engine->def);
    Page shown(engine);
    auto *state = shown.page->findChild<PageStateView *>();
    QVERIFY(state->isVisible() && state->state() == PageStateView::State::Empty);
    QSignalSpy opened(shown.page.get(), &DocumentPage::openRequested);
    shown.fixture.prompter.texts = {u"invoice"_s};
    Q_EMIT state->buttonClicked();
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.front().front().value<DocumentRef>().key(), u"schema:invoice"_s);
}

void DiagramPageTest::keysWalkAndOpen()
{
    Page shown;
    QTRY_VERIFY(shown.isShown());
    QSignalSpy opened(shown.page.get(), &DocumentPage::openRequested);
    DiagramView *view = shown.view();
    QTest::keyClick(view, Qt::Key_Return); // nothing is chosen
    QCOMPARE(opened.count(), 0);
    QTest::keyClick(view, Qt::Key_Right);
    const QString first = view->selected();
    QVERIFY(!first.isEmpty());
    QSet<QString> reached{first};
    for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Down, Qt::Key_Left, Qt::Key_Up, Qt::Key_Right,
                              Qt::Key_Down, Qt::Key_Left}) {
        QTest::keyClick(view, key);
        reached.insert(view->selected());
    }
    QCOMPARE(reached.size(), 3);
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    const auto ref = opened.front().front().value<DocumentRef>();
    QCOMPARE(ref.kind, DocumentRef::Kind::Schema);
    QCOMPARE(ref.name, view->selected());
    const QPoint at = view->mapFromScene(view->box(u"product"_s)->pos());
    QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(opened.back().front().value<DocumentRef>().name, u"product"_s);
}

void DiagramPageTest::theWheelZoomsWithCtrl()
{
    Page shown;
    QTRY_VERIFY(shown.isShown());
    DiagramView *view = shown.view();
    view->resetZoom();
    const auto wheel = [view](Qt::KeyboardModifiers modifiers) {
        const QPointF at(100, 100);
        QWheelEvent event(at, view->viewport()->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view->viewport(), &event);
    };
    wheel({});
    QCOMPARE(view->transform().m11(), 1.0);
    wheel(Qt::ControlModifier);
    QVERIFY(view->transform().m11() > 1.1);
    for (int i = 0; i < 60; ++i)
        QTest::keyClick(view, Qt::Key_Minus);
    QVERIFY(view->transform().m11() >= 0.099); // there is an end
    QTest::keyClick(view, Qt::Key_0);
    QCOMPARE(view->transform().m11(), 1.0);
    view->zoom(3);
    QTest::keyClick(view, Qt::Key_F);
    QVERIFY(view->transform().m11() <= 1.0);
}

void DiagramPageTest::searchingMarks()
{
    Page shown;
    QTRY_VERIFY(shown.isShown());
    auto *search = shown.page->findChild<QLineEdit *>(u"diagram.search"_s);
    search->setText(u"EMAIL"_s); // a field of customers
    QVERIFY(shown.view()->box(u"customer"_s)->look() == ModelBox::Look::Found);
    QVERIFY(shown.view()->box(u"product"_s)->look() == ModelBox::Look::Faint);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(shown.view()->selected(), u"customer"_s);
    search->setText(u"xylophone"_s);
    QCOMPARE(shown.page->findChild<QLabel *>(u"diagram.found"_s)->text(), u"nothing found"_s);
    search->clear();
    QVERIFY(shown.view()->box(u"product"_s)->look() == ModelBox::Look::Usual);
}

void DiagramPageTest::aChangedProjectIsDrawnAnew()
{
    Page shown;
    QTRY_VERIFY(shown.isShown());
    const std::size_t asked = shown.layout.graphs.size();
    shown.fixture.engine->setProject(shown.fixture.engine->def); // the same models
    QCOMPARE(shown.layout.graphs.size(), asked);
    ProjectDef def = shown.fixture.engine->def;
    auto model = std::make_shared<ModelDef>();
    model->name = "review";
    model->fields = {makeBelongsTo("product", "product")};
    def.models.push_back(model);
    shown.view()->select(u"order"_s);
    shown.fixture.engine->setProject(def);
    QTRY_VERIFY(shown.view()->box(u"review"_s));
    QCOMPARE(shown.view()->selected(), u"order"_s); // who looked at it still does
    shown.fixture.theme.setMode(ThemeMode::Dark);
    QVERIFY(shown.view()->box(u"review"_s));
}

void DiagramPageTest::picturesAreWritten_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("written");
    QTest::newRow("SVG") << u"models.svg"_s << u"models.svg"_s;
    QTest::newRow("PNG") << u"models.PNG"_s << u"models.PNG"_s;
    QTest::newRow("SVG where nothing is said") << u"models"_s << u"models.svg"_s;
}

void DiagramPageTest::picturesAreWritten()
{
    QFETCH(const QString, file);
    QFETCH(const QString, written);
    Page shown;
    QTRY_VERIFY(shown.isShown());
    shown.fixture.prompter.picks = {shown.fixture.folder.filePath(file)};
    shown.fixture.actions.action("diagram.export")->trigger();
    const QString path = shown.fixture.folder.filePath(written);
    QTRY_VERIFY(QFile::exists(path));
    if (written.endsWith(u"svg"_s)) {
        QFile svg(path);
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray text = svg.readAll();
        QVERIFY(text.contains("<svg") && text.contains("customer"));
    } else {
        const QImage image(path);
        QVERIFY(image.width() > 400);
        QVERIFY(image.pixelColor(2, 2) == shown.fixture.theme.colors().window);
    }
    shown.fixture.prompter.picks = {u"/nowhere/at/all.svg"_s};
    shown.fixture.actions.action("diagram.export")->trigger();
    QTRY_COMPARE(shown.fixture.prompter.errors.size(), std::size_t(1));
}

void DiagramPageTest::graphvizIsRead()
{
    const DiagramGraph graph{{{144, 72}, {72, 36}}, {{1, 0}, {0, 0}}};
    const std::string input = graphvizInput(graph);
    QVERIFY(input.find("n0 [width=2.0000, height=1.0000]") != std::string::npos);
    QVERIFY(input.find("n1 -> n0;") != std::string::npos);
    const auto places = readGraphviz("graph 1 4 3\n"
                                     "node n0 1 0.5 2 1 \"\" solid box black lightgrey\n"
                                     "node n1 3 2 1 0.5 \"\" solid box black lightgrey\n"
                                     "edge n1 n0 4 3 2 2 1.5 2 1 1 0.5 solid black\n"
                                     "stop\n",
                                     graph);
    QVERIFY(places);
    QCOMPARE(places->boxes[0], QPointF(72, 180)); // 3 inches high, counted from above
    QCOMPARE(places->boxes[1], QPointF(216, 72));
    QCOMPARE(places->links[0].size(), std::size_t(4));
    QCOMPARE(places->links[0].front(), QPointF(216, 72));
    QVERIFY(places->links[1].empty());
}

void DiagramPageTest::whatGraphvizMustNotSayIsRefused_data()
{
    QTest::addColumn<QByteArray>("plain");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("one box too few") << QByteArray("graph 1 4 3\nnode n0 1 1 1 1\nstop\n");
    QTest::newRow("a box that is none") << QByteArray("graph 1 4 3\nnode n7 1 1 1 1\n");
    QTest::newRow("a place that is none") << QByteArray("graph 1 4 3\nnode n0 here 1 1 1\n");
    QTest::newRow("a point that is none")
        << QByteArray("graph 1 4 3\nnode n0 1 1\nnode n1 1 1\nedge n0 n1 4 1 1 1\n");
    QTest::newRow("too many points")
        << QByteArray("graph 1 4 3\nnode n0 1 1\nnode n1 1 1\nedge n0 n1 99999999999 1 1\n");
}

void DiagramPageTest::whatGraphvizMustNotSayIsRefused()
{
    QFETCH(const QByteArray, plain);
    const DiagramGraph graph{{{144, 72}, {72, 36}}, {{0, 1}}};
    QVERIFY(!readGraphviz({plain.data(), static_cast<std::size_t>(plain.size())}, graph));
}

void DiagramPageTest::rowsDoNotOverlap()
{
    DiagramGraph graph;
    for (int i = 0; i < 23; ++i)
        graph.boxes.push_back(QSizeF(100 + i * 7 % 90, 40 + i * 13 % 200));
    graph.links = {{3, 4}, {3, 5}};
    const DiagramPlaces places = placeInRows(graph);
    const auto rect = [&](std::size_t i) {
        const QSizeF size = graph.boxes[i];
        return QRectF(places.boxes[i] - QPointF(size.width() / 2, size.height() / 2), size);
    };
    for (std::size_t a = 0; a < graph.boxes.size(); ++a) {
        for (std::size_t b = a + 1; b < graph.boxes.size(); ++b)
            QVERIFY(!rect(a).intersects(rect(b)));
    }
    QCOMPARE(rect(3).topLeft(), QPointF(0, 0)); // the most linked comes first
    QVERIFY(placeInRows({}).boxes.empty());
}

QTEST_MAIN(DiagramPageTest)
#include "DiagramPageTest.moc"
