#include "app/window/GraphvizLayout.h"

#include "ui/base/WhenDone.h"

#include <QStandardPaths>
#include <QTest>

#include <optional>

using namespace syncline;
using namespace syncline::app;

/** The real Graphviz, and what happens without it. */
class GraphvizLayoutTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boxesGetTheirPlaces();
    void aProgramThatIsMissingIsSaid();
    void aProgramThatFailsIsSaid();
    void goingAwayIsNoHarm();

private:
    static ui::DiagramGraph graph()
    {
        return {{{200, 100}, {150, 300}, {120, 60}}, {{0, 1}, {2, 1}, {1, 1}}};
    }
    std::optional<Result<ui::DiagramPlaces>> m_answer;
    void ask(GraphvizLayout &layout)
    {
        m_answer.reset();
        ui::whenDone(layout.layOut(graph()), this,
                     [this](const Result<ui::DiagramPlaces> &places) { m_answer = places; });
    }
};

void GraphvizLayoutTest::boxesGetTheirPlaces()
{
    if (QStandardPaths::findExecutable(QStringLiteral("dot")).isEmpty())
        QSKIP("graphviz is not installed");
    GraphvizLayout layout;
    ask(layout);
    QTRY_VERIFY_WITH_TIMEOUT(m_answer, 20'000);
    QVERIFY2(m_answer->ok(), m_answer->ok() ? "" : m_answer->error().message().c_str());
    const ui::DiagramPlaces &places = m_answer->value();
    QCOMPARE(places.boxes.size(), std::size_t(3));
    QVERIFY(places.boxes[0].x() < places.boxes[1].x()); // from left to right
    for (const auto &points : places.links)
        QVERIFY(points.size() >= 4 && points.size() % 3 == 1);
}

void GraphvizLayoutTest::aProgramThatIsMissingIsSaid()
{
    GraphvizLayout layout(QStringLiteral("no-such-program-anywhere"));
    ask(layout);
    QTRY_VERIFY(m_answer);
    QVERIFY(!*m_answer && m_answer->error().is(errc::notFound));
}

void GraphvizLayoutTest::aProgramThatFailsIsSaid()
{
    GraphvizLayout layout(QStringLiteral("false"));
    ask(layout);
    QTRY_VERIFY(m_answer);
    QVERIFY(!*m_answer && !m_answer->error().is(errc::notFound));
}

void GraphvizLayoutTest::goingAwayIsNoHarm()
{
    auto layout = std::make_unique<GraphvizLayout>(QStringLiteral("cat"));
    ask(*layout);
    layout.reset();
    QTRY_VERIFY(m_answer);
    QVERIFY(!*m_answer);
}

QTEST_MAIN(GraphvizLayoutTest)
#include "GraphvizLayoutTest.moc"
