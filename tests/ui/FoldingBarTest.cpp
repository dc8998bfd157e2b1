#include "ui/widget/FoldingBar.h"
#include "ui/base/Spacing.h"
#include "ui/widget/FlowLayout.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** What makes room for others. */
class FoldingBarTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatHasNoRoomGoesIntoTheNextLine();
    void hiddenPartsTakeNoRoom();
    void textsFoldBeforeButtons();
    void theBarIsNoWiderThanItsFoldedSelf();
};

namespace {

QWidget *makeBlock(QWidget *parent)
{
    auto *block = new QWidget(parent);
    block->setMinimumSize(100, 20);
    return block;
}

/** A bar with a field, a button that can lose its text and one that can go. */
struct SampleBar
{
    SampleBar()
    {
        auto *layout = new QHBoxLayout(&bar);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(space::tight);
        field->setMinimumWidth(150);
        layout->addWidget(field, 1);
        for (QToolButton *button : {texted, going}) {
            button->setIcon(QIcon(QPixmap(16, 16)));
            button->setText(u"A text of some length"_s);
            layout->addWidget(button);
        }
        texted->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        going->setToolButtonStyle(Qt::ToolButtonIconOnly);
        bar.foldTexts({texted});
        bar.foldAway({going});
    }

    void narrow(int width)
    {
        bar.resize(width, 40);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    }

    QWidget window;
    FoldingBar bar{&window};
    QLineEdit *field = new QLineEdit(&bar);
    QToolButton *texted = new QToolButton(&bar);
    QToolButton *going = new QToolButton(&bar);
};

} // namespace

void FoldingBarTest::whatHasNoRoomGoesIntoTheNextLine()
{
    QWidget window;
    auto *layout = new FlowLayout(8, 4);
    window.setLayout(layout);
    QList<QWidget *> blocks;
    for (int i = 0; i < 3; ++i) {
        blocks.append(makeBlock(&window));
        layout->addWidget(blocks.constLast());
    }
    QCOMPARE(layout->heightForWidth(316), 20);
    QCOMPARE(layout->heightForWidth(315), 44);
    QCOMPARE(layout->heightForWidth(100), 68);
    QCOMPARE(layout->minimumSize(), QSize(100, 20));
    layout->setGeometry(QRect(0, 0, 220, 44));
    QCOMPARE(blocks.at(1)->pos(), QPoint(108, 0));
    QCOMPARE(blocks.at(2)->pos(), QPoint(0, 24));
}

void FoldingBarTest::hiddenPartsTakeNoRoom()
{
    QWidget window;
    auto *layout = new FlowLayout(8, 4);
    window.setLayout(layout);
    auto *gone = makeBlock(&window);
    auto *shown = makeBlock(&window);
    layout->addWidget(gone);
    layout->addWidget(shown);
    gone->hide();
    QCOMPARE(layout->heightForWidth(100), 20);
    layout->setGeometry(QRect(0, 0, 100, 20));
    QCOMPARE(shown->pos(), QPoint(0, 0));
}

void FoldingBarTest::textsFoldBeforeButtons()
{
    SampleBar sample;
    sample.window.show();
    sample.narrow(800);
    QCOMPARE(sample.texted->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
    QVERIFY(sample.going->isVisible());

    const int whole = 150 + 2 * space::tight + sample.texted->sizeHint().width() +
                      sample.going->sizeHint().width();
    sample.narrow(whole);
    QCOMPARE(sample.texted->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
    sample.narrow(whole - 1);
    QCOMPARE(sample.texted->toolButtonStyle(), Qt::ToolButtonIconOnly);
    QVERIFY(sample.going->isVisible());
    QVERIFY(!sample.bar.isAway(sample.going));

    sample.narrow(sample.bar.minimumSizeHint().width());
    QVERIFY(!sample.going->isVisible());
    QVERIFY(sample.bar.isAway(sample.going));
    QVERIFY(!sample.bar.isAway(sample.texted));
    QCOMPARE_GE(sample.field->width(), 150);

    sample.narrow(whole);
    QCOMPARE(sample.texted->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
    QVERIFY(sample.going->isVisible());
}

void FoldingBarTest::theBarIsNoWiderThanItsFoldedSelf()
{
    SampleBar sample;
    sample.window.show();
    sample.narrow(800);
    const int least = sample.bar.minimumSizeHint().width();
    QCOMPARE_LT(least, sample.bar.layout()->totalMinimumSize().width());
    sample.narrow(least);
    QCOMPARE(sample.bar.minimumSizeHint().width(), least);
    QCOMPARE(sample.bar.layout()->totalMinimumSize().width(), least);
}

QTEST_MAIN(FoldingBarTest)
#include "FoldingBarTest.moc"
