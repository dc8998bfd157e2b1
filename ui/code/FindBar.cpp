#include "ui/code/FindBar.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/code/CodeEditor.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {

using Base = QsciScintillaBase;

QToolButton *makeToggle(const QString &sign, const QString &objectName, const QString &text,
                        QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(sign);
    button->setCheckable(true);
    button->setToolTip(plainToolTip(text));
    nameControl(button, objectName, text);
    return button;
}

} // namespace

FindBar::FindBar(CodeEditor *editor, QWidget *parent)
    : QFrame(parent),
      m_editor(editor)
{
    setObjectName(u"code.find"_s);
    setProperty("bar", u"bottom"_s);
    build();
    m_timer.setSingleShot(true);
    m_timer.setInterval(150ms);
    connect(&m_timer, &QTimer::timeout, this, &FindBar::search);
    connect(editor, &QsciScintilla::textChanged, this, [this] {
        m_isStale = true;
        if (isVisible())
            m_timer.start();
    });
    connect(editor, &CodeEditor::caretMoved, this, &FindBar::showCount);
    for (QWidget *widget : findChildren<QWidget *>())
        widget->installEventFilter(this);
    hide();
}

void FindBar::build()
{
    m_find = new QLineEdit(this);
    m_find->setPlaceholderText(tr("Find"));
    nameControl(m_find, u"find.edit"_s, tr("Find"));
    m_case = makeToggle(u"Aa"_s, u"find.case"_s, tr("Match case"), this);
    m_words = makeToggle(u"W"_s, u"find.words"_s, tr("Whole words only"), this);
    m_expression = makeToggle(u".*"_s, u"find.expression"_s, tr("Regular expression"), this);
    m_count = makeLabel({}, LabelRole::Muted, this);
    m_count->setObjectName(u"find.count"_s);
    m_count->setMinimumWidth(fontMetrics().horizontalAdvance(u"0,000 of 0,000"_s));
    auto *previous =
        makeIconButton(u"sort-up"_s, u"find.previous"_s, tr("Previous match (Shift+F3)"), this);
    auto *next = makeIconButton(u"sort-down"_s, u"find.next"_s, tr("Next match (F3)"), this);
    auto *close = makeIconButton(u"close"_s, u"find.close"_s, tr("Close (Esc)"), this);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::tight);
    row->addWidget(m_find, 1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_case, m_words, m_expression, m_count,
                                                            previous, next, close})
        row->addWidget(widget);

    m_replaceRow = new QWidget(this);
    m_replace = new QLineEdit(m_replaceRow);
    m_replace->setPlaceholderText(tr("Replace with"));
    nameControl(m_replace, u"find.replacement"_s, tr("Replace with"));
    auto *one = new QPushButton(tr("Replace"), m_replaceRow);
    nameControl(one, u"find.replace"_s, tr("Replace this match"));
    auto *all = new QPushButton(tr("Replace All"), m_replaceRow);
    nameControl(all, u"find.replaceAll"_s, tr("Replace all matches"));
    auto *second = new QHBoxLayout(m_replaceRow);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(space::tight);
    second->addWidget(m_replace, 1);
    second->addWidget(one);
    second->addWidget(all);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::tight);
    layout->addLayout(row);
    layout->addWidget(m_replaceRow);
    connect(m_find, &QLineEdit::textChanged, this, &FindBar::search);
    for (const QToolButton *toggle : {m_case, m_words, m_expression})
        connect(toggle, &QToolButton::toggled, this, &FindBar::search);
    connect(previous, &QToolButton::clicked, this, &FindBar::findPrevious);
    connect(next, &QToolButton::clicked, this, &FindBar::findNext);
    connect(close, &QToolButton::clicked, this, &FindBar::closeBar);
    connect(one, &QPushButton::clicked, this, &FindBar::replaceOne);
    connect(all, &QPushButton::clicked, this, &FindBar::replaceAll);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape) {
        closeBar();
        return true;
    }
    if (key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter)
        return QFrame::eventFilter(watched, event);
    if (watched == m_find) {
        go(!key->modifiers().testFlag(Qt::ShiftModifier));
        return true;
    }
    if (watched == m_replace) {
        replaceOne();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void FindBar::openFind()
{
    m_replaceRow->hide();
    open();
}

void FindBar::openReplace()
{
    m_replaceRow->setVisible(!m_editor->isReadOnly());
    open();
}

void FindBar::open()
{
    const QString selected = m_editor->selectedText();
    const bool isFew = !selected.isEmpty() && selected.size() <= 200 && !selected.contains(u'\n');
    show();
    if (isFew && !m_expression->isChecked() && selected != m_find->text())
        m_find->setText(selected);
    else
        search();
    m_find->setFocus();
    m_find->selectAll();
}

void FindBar::closeBar()
{
    hide();
    m_timer.stop();
    m_editor->showMatches({});
    m_editor->setFocus();
}

SearchFor FindBar::wanted() const
{
    return {m_find->text(), m_case->isChecked(), m_words->isChecked(), m_expression->isChecked()};
}

void FindBar::search()
{
    m_timer.stop();
    m_isStale = false;
    m_found = searchText(m_editor->bytes(), wanted());
    m_editor->showMatches(isVisible() ? m_found.matches : std::vector<TextMatch>());
    const bool isMissing = !m_find->text().isEmpty() && m_found.matches.empty();
    setStyleProperty(m_find, "invalid", isMissing);
    showCount();
}

void FindBar::ensureSearched()
{
    if (m_isStale || m_timer.isActive())
        search();
}

void FindBar::showCount()
{
    if (!isVisible())
        return;
    QString text;
    const int at = selectedMatch();
    const auto count = static_cast<std::int64_t>(m_found.matches.size());
    const QString all = m_found.isCut ? tr("more than %1").arg(countText(count)) : countText(count);
    if (!m_found.error.isEmpty())
        text = tr("Not an expression: %1").arg(displayLine(fromQString(m_found.error), 80));
    else if (count == 0)
        text = m_find->text().isEmpty() ? QString() : tr("No matches");
    else if (at >= 0)
        text = tr("%1 of %2").arg(countText(at + 1), all);
    else
        text = tr("%1 found").arg(all);
    m_count->setText(text);
}

int FindBar::selectedMatch() const
{
    const TextMatch selected = m_editor->selection();
    const auto found = std::find(m_found.matches.begin(), m_found.matches.end(), selected);
    return found == m_found.matches.end() ? -1 : static_cast<int>(found - m_found.matches.begin());
}

void FindBar::findNext()
{
    go(true);
}

void FindBar::findPrevious()
{
    go(false);
}

void FindBar::go(bool isForward)
{
    if (m_find->text().isEmpty()) {
        openFind();
        return;
    }
    ensureSearched();
    if (m_found.matches.empty())
        return;
    const TextMatch selected = m_editor->selection();
    const auto begin = m_found.matches.begin();
    const auto end = m_found.matches.end();
    auto next = begin;
    if (isForward) {
        next = std::find_if(begin, end, [&selected](const TextMatch &match) {
            return match.begin > selected.begin ||
                   (match.begin == selected.begin && match.end > selected.end);
        });
        next = next == end ? begin : next;
    } else {
        next = std::find_if(begin, end, [&selected](const TextMatch &match) {
            return match.begin >= selected.begin;
        });
        next = (next == begin ? end : next) - 1;
    }
    m_editor->selectRange(next->begin, next->end);
    showCount();
}

void FindBar::replaceOne()
{
    ensureSearched();
    const int at = selectedMatch();
    if (at >= 0 && !m_editor->isReadOnly()) {
        const std::vector<TextEdit> edits =
            replacementsFor(m_editor->bytes(), wanted(), m_replace->text());
        const auto index = static_cast<std::size_t>(at);
        if (index < edits.size())
            m_editor->replaceRange(edits[index].place.begin, edits[index].place.end,
                                   edits[index].text);
        search();
    }
    go(true);
}

void FindBar::replaceAll()
{
    if (m_editor->isReadOnly())
        return;
    const std::vector<TextEdit> edits =
        replacementsFor(m_editor->bytes(), wanted(), m_replace->text());
    m_editor->apply(edits);
    search();
    m_count->setText(tr("%1 replaced").arg(countText(static_cast<std::int64_t>(edits.size()))));
}

} // namespace syncline::ui
