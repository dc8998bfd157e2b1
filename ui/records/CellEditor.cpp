#include "ui/records/CellEditor.h"

#include "ui/base/Text.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/inspector/LongFieldEditor.h"
#include "ui/widget/HintLabel.h"
#include "ui/widget/PlainLabel.h"

#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int leastWidth = 140;
constexpr int wideEnough = 340;    ///< For lines and JSON.
constexpr int cellEditorFrame = 2; ///< As the style sheet draws it.
} // namespace

CellEditor::CellEditor(const FieldDef &field, const Value &value, QWidget *viewport,
                       const QRect &cell)
    : QFrame(viewport),
      m_editor(makeFieldEditor(field, value, this))
{
    setObjectName(u"grid.editor"_s);
    setProperty("cellEditor", true);
    setAttribute(Qt::WA_DeleteOnClose);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(cellEditorFrame, cellEditorFrame, cellEditorFrame, cellEditorFrame);
    layout->addWidget(m_editor);
    m_editor->setMarksEdits(false);
    m_editor->setValues(value, std::nullopt);
    m_editor->setEditable(true);
    const QList<QWidget *> controls = findChildren<QWidget *>();
    for (QWidget *control : controls)
        control->installEventFilter(this);
    connect(m_editor, &FieldEditor::problemChanged, this, &CellEditor::showProblem);
    connect(qApp, &QApplication::focusChanged, this,
            [this](QWidget * /*old*/, QWidget *now) { handleFocus(now); });
    place(viewport, cell);
}

/** Over its cell and no higher if that is enough, inside of the viewport. */
void CellEditor::place(QWidget *viewport, const QRect &cell)
{
    QSize size = sizeHint().expandedTo(QSize(qMax(leastWidth, cell.width()), cell.height()));
    if (isOfOneLine())
        size.setHeight(cell.height()); // not over the row below
    if (isOfSeveralLines())
        size.setWidth(qMax(size.width(), wideEnough));
    size = size.boundedTo(viewport->size());
    const int left = qBound(0, cell.left(), viewport->width() - size.width());
    const int top = qBound(0, cell.top(), viewport->height() - size.height());
    setGeometry(QRect(QPoint(left, top), size));
    show();
    raise();
}

bool CellEditor::isOfSeveralLines() const
{
    return qobject_cast<LongFieldEditor *>(m_editor) != nullptr;
}

bool CellEditor::isOfOneLine() const
{
    const QWidget *control = m_editor->focusProxy();
    return qobject_cast<const QLineEdit *>(control) || qobject_cast<const QComboBox *>(control);
}

void CellEditor::begin()
{
    m_editor->setFocus(Qt::TabFocusReason); // its text is selected
    if (auto *line = qobject_cast<QLineEdit *>(m_editor->focusProxy()))
        line->selectAll();
    else if (auto *text = qobject_cast<QPlainTextEdit *>(m_editor->focusProxy()))
        text->selectAll();
}

void CellEditor::beginWith(const QString &typed)
{
    begin();
    if (auto *line = qobject_cast<QLineEdit *>(m_editor->focusProxy())) {
        if (line->isReadOnly())
            return;
        line->insert(typed);
        Q_EMIT line->textEdited(line->text());
    } else if (auto *text = qobject_cast<QPlainTextEdit *>(m_editor->focusProxy())) {
        if (!text->isReadOnly())
            text->insertPlainText(typed);
    } else if (auto *box = qobject_cast<QComboBox *>(m_editor->focusProxy())) {
        QKeyEvent press(QEvent::KeyPress, 0, Qt::NoModifier, typed); // goes to what begins so
        QCoreApplication::sendEvent(box, &press);
    }
}

bool CellEditor::finish(Then then)
{
    if (m_isDone)
        return true;
    if (!m_editor->problem().isEmpty()) {
        showProblem();
        return false;
    }
    if (m_editor->isEdited())
        Q_EMIT edited(*m_editor->pending());
    close(then);
    return true;
}

void CellEditor::cancel()
{
    close(Then::Stay);
}

void CellEditor::close(Then then)
{
    if (std::exchange(m_isDone, true))
        return;
    hide();
    Q_EMIT finished(then);
    deleteLater();
}

void CellEditor::showProblem()
{
    if (m_editor->problem().isEmpty())
        HintLabel::hideText(this);
    else
        HintLabel::showText(this, rect(), m_editor->problem());
}

void CellEditor::handleFocus(QWidget *now)
{
    const bool isInside = now && (now == this || isAncestorOf(now));
    // A list that drops down, a viewer or another program take the keyboard for a while.
    const bool isElsewhere = now && now->window() == window() && !isInside;
    if (isElsewhere && !m_isDone)
        finish(Then::Leave);
}

bool CellEditor::handleKey(const QKeyEvent &event)
{
    const bool isControl = event.modifiers().testFlag(Qt::ControlModifier);
    switch (event.key()) {
    case Qt::Key_Escape:
        cancel();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (isOfSeveralLines() && !isControl)
            return false; // a new line
        finish(Then::Down);
        return true;
    case Qt::Key_Tab:
        finish(Then::Next);
        return true;
    case Qt::Key_Backtab:
        finish(Then::Previous);
        return true;
    default:
        return false;
    }
}

bool CellEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && !m_isDone &&
        handleKey(*static_cast<QKeyEvent *>(event)))
        return true;
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isOurs = key->key() == Qt::Key_Escape || key->key() == Qt::Key_Delete ||
                            key->key() == Qt::Key_Insert || key->matches(QKeySequence::Undo) ||
                            key->matches(QKeySequence::Redo);
        if (isOurs) // in the text, not in the grid
            event->accept();
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace syncline::ui
