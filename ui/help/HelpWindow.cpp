#include "ui/help/HelpWindow.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/help/HelpPages.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextDocument>
#include <QTextTable>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int listWidth = 200;
constexpr QSize firstSize(860, 640);

/**
 * Room and lines where Markdown as Qt reads it has none: around cells, above headings, behind code.
 * Long lines of code are wrapped: nothing is read by scrolling sideways.
 */
void giveRoom(QTextDocument &document, const QPalette &palette)
{
    for (QTextFrame *frame : document.rootFrame()->childFrames()) {
        auto *table = qobject_cast<QTextTable *>(frame);
        if (!table)
            continue;
        QTextTableFormat format = table->format();
        format.setBorder(1);
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBorderBrush(palette.color(QPalette::Mid));
        format.setBorderCollapse(true);
        format.setCellSpacing(0);
        format.setCellPadding(space::tight);
        format.setTopMargin(space::small);
        format.setBottomMargin(space::small);
        table->setFormat(format);
    }
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format = block.blockFormat();
        if (format.headingLevel() > 0) {
            format.setTopMargin(space::large);
        } else if (format.hasProperty(QTextFormat::BlockCodeFence)) {
            format.setNonBreakableLines(false);
            format.setBackground(palette.color(QPalette::AlternateBase));
        } else {
            continue;
        }
        QTextCursor(block).setBlockFormat(format);
    }
}

} // namespace

HelpWindow::HelpWindow(QWidget *parent)
    : QWidget(parent, Qt::Window)
{
    setObjectName(u"helpWindow"_s);
    setWindowTitle(tr("Syncline Help"));
    setMinimumSize(480, 320);
    resize(firstSize);
    build();
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (item)
            showPage(item->data(Qt::UserRole).toString());
    });
    connect(m_search, &QLineEdit::textChanged, this, [this] {
        m_text->moveCursor(QTextCursor::Start);
        updateList();
        find(false);
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(false); });
    const auto onKey = [this](const QKeySequence &keys, auto slot) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, slot);
    };
    onKey(QKeySequence::Find, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    onKey(QKeySequence::FindNext, [this] { find(false); });
    onKey(QKeySequence::FindPrevious, [this] { find(true); });
    onKey(QKeySequence(Qt::Key_Escape), [this] {
        if (m_search->text().isEmpty())
            close();
        else
            m_search->clear();
    });
}

void HelpWindow::build()
{
    m_search = new QLineEdit(this);
    nameControl(m_search, u"help.search"_s, tr("Search the help"));
    m_search->setPlaceholderText(tr("Search the help"));
    addClearButton(m_search);
    m_search->addAction(themedIcon(u"search"_s), QLineEdit::LeadingPosition)
        ->setText(tr("Search the help"));

    m_list = new QListWidget(this);
    nameControl(m_list, u"help.pages"_s, tr("Help pages"));
    for (const HelpPage &page : helpPages()) {
        auto *item = new QListWidgetItem(page.title, m_list);
        item->setData(Qt::UserRole, page.name);
        item->setSizeHint(QSize(0, space::rowHeight));
    }
    m_nothing = makeLabel(tr("Nothing found."), LabelRole::Muted, this);
    m_nothing->setObjectName(u"help.nothing"_s);
    m_nothing->hide();

    auto *left = new QWidget(this);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(space::small, space::small, space::small, space::small);
    column->setSpacing(space::small);
    column->addWidget(m_search);
    column->addWidget(m_nothing);
    column->addWidget(m_list, 1);

    m_text = new QTextBrowser(this);
    nameControl(m_text, u"help.text"_s, tr("Help text"));
    m_text->setOpenLinks(false);
    m_text->document()->setDocumentMargin(space::large);

    auto *splitter = new QSplitter(this);
    splitter->addWidget(left);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({listWidth, firstSize.width() - listWidth});
    splitter->setCollapsible(0, false);
    splitter->setCollapsible(1, false);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->addWidget(splitter);
}

void HelpWindow::open(const QString &name)
{
    m_search->clear();
    showPage(name);
    if (isHidden() && parentWidget()) { // over its window, not in a corner of the screen
        const QRect window = parentWidget()->window()->frameGeometry();
        move(window.center() - QPoint(width() / 2, height() / 2));
    }
    show();
    activateWindow();
    m_text->setFocus();
}

void HelpWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_text || page().isEmpty())
        return;
    const int place = m_text->verticalScrollBar()->value();
    showPage(page()); // its colours are those of the theme
    m_text->verticalScrollBar()->setValue(place);
}

QString HelpWindow::page() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->data(Qt::UserRole).toString() : QString();
}

void HelpWindow::showPage(const QString &name)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole).toString() == name) {
            const QSignalBlocker quiet(m_list);
            m_list->setCurrentRow(row);
        }
    }
    QString text = helpText(name);
    if (text.isNull())
        text = tr("This page of the help is missing from the program. Reinstall Syncline.");
    m_text->setMarkdown(text);
    giveRoom(*m_text->document(), palette());
    m_text->moveCursor(QTextCursor::Start);
}

/** Pages without the words that are searched for are dimmed out of the way. */
void HelpWindow::updateList()
{
    const QString wanted = m_search->text();
    bool any = false;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        const bool has =
            wanted.isEmpty() ||
            helpText(item->data(Qt::UserRole).toString()).contains(wanted, Qt::CaseInsensitive);
        item->setHidden(!has);
        any = any || has;
    }
    m_nothing->setVisible(!any);
}

bool HelpWindow::findOn(const QString &name, bool backwards)
{
    if (name != page())
        showPage(name);
    m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
    return m_text->find(m_search->text(),
                        backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags());
}

/** The next place; from the end of a page on to the next page that has the words. */
void HelpWindow::find(bool backwards)
{
    if (m_search->text().isEmpty())
        return;
    if (m_text->find(m_search->text(),
                     backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags()))
        return;
    const int count = m_list->count();
    const int from = m_list->currentRow();
    for (int step = 1; step <= count; ++step) {
        const int row = (from + (backwards ? count - step : step)) % count;
        const QListWidgetItem *item = m_list->item(row);
        if (!item->isHidden() && findOn(item->data(Qt::UserRole).toString(), backwards))
            return;
    }
}

} // namespace syncline::ui
