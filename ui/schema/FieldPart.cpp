#include "ui/schema/FieldPart.h"

#include "ui/base/Spacing.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QScopedValueRollback>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int labelWidth = 104;
constexpr int longestLine = 4096;
} // namespace

FieldPart::FieldPart(SchemaDocument *document, const QString &objectName, const QString &title,
                     QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_grid(new QGridLayout(this))
{
    setObjectName(objectName);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::small);
    m_grid->setVerticalSpacing(space::tight);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnMinimumWidth(0, labelWidth);
    if (!title.isEmpty())
        m_grid->addWidget(makeLabel(title, LabelRole::Heading, this), 0, 0, 1, 2);
}

const FieldDef *FieldPart::field() const
{
    const ModelDef *model = m_document->model();
    return model ? fieldAt(*model, m_path) : nullptr;
}

void FieldPart::showField(const FieldPath &path)
{
    m_path = path;
    const FieldDef *shown = field();
    const bool isFitting = shown && fits(*shown);
    setVisible(isFitting);
    if (!isFitting)
        return;
    const QScopedValueRollback showing(m_isShowing, true);
    const bool isEditable = m_document->isEditable();
    setEditable(isEditable);
    show(*shown);
    if (isEditable)
        setLocked(!shown->owner.empty());
}

void FieldPart::setEditable(bool isEditable)
{
    setEnabled(isEditable);
}

void FieldPart::edit(const QString &what, const std::function<void(FieldDef &)> &how,
                     const QString &typing)
{
    editState(
        what,
        [this, &how](SchemaState &state) {
            if (FieldDef *changed = fieldAt(state.model, m_path))
                how(*changed);
        },
        typing);
}

void FieldPart::editState(const QString &what, const std::function<void(SchemaState &)> &how,
                          const QString &typing)
{
    if (m_isShowing || !m_document->state() || !field())
        return;
    QString step = typing;
    for (const int row : typing.isEmpty() ? FieldPath() : m_path)
        step += u'/' + QString::number(row);
    SchemaState next = typing.isEmpty() ? *m_document->state() : m_document->typingStart(step);
    how(next);
    m_document->change(what, std::move(next), step);
}

QLabel *FieldPart::addRow(const QString &label, QWidget *control)
{
    const int row = m_grid->rowCount();
    auto *text = makeLabel(label, LabelRole::Muted, this);
    text->setBuddy(control);
    m_grid->addWidget(text, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->addWidget(control, row, 1);
    return text;
}

void FieldPart::addWide(QWidget *control)
{
    m_grid->addWidget(control, m_grid->rowCount(), 0, 1, 2);
}

QLineEdit *FieldPart::addLine(const QString &label, const QString &name)
{
    auto *edit = new QLineEdit(this);
    nameControl(edit, objectName() + u'.' + name, label);
    edit->setMaxLength(longestLine);
    addRow(label, edit);
    return edit;
}

QCheckBox *FieldPart::addCheck(const QString &text, const QString &name)
{
    auto *check = new QCheckBox(text, this);
    nameControl(check, objectName() + u'.' + name, text);
    addWide(check);
    return check;
}

QLabel *FieldPart::addProblem()
{
    auto *label = makeLabel({}, LabelRole::Error, this);
    label->setObjectName(objectName() + u".problem"_s);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->hide();
    addWide(label);
    return label;
}

void FieldPart::setRowVisible(QWidget *control, bool isVisible)
{
    control->setVisible(isVisible);
    const int at = m_grid->indexOf(control);
    if (at < 0)
        return;
    int row = 0;
    int column = 0;
    int rows = 0;
    int columns = 0;
    m_grid->getItemPosition(at, &row, &column, &rows, &columns);
    const QLayoutItem *label = column == 1 ? m_grid->itemAtPosition(row, 0) : nullptr;
    if (label)
        label->widget()->setVisible(isVisible);
}

void FieldPart::showText(QLineEdit *edit, const QString &text)
{
    if (edit->text() != text) // else the cursor would jump while one types
        edit->setText(text);
}

void FieldPart::showProblem(QLabel *label, SchemaProblem::Part part) const
{
    showProblemText(label, m_document->problemAt(m_path, part));
}

void FieldPart::showProblemText(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace syncline::ui
