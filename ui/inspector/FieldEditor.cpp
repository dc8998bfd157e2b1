#include "ui/inspector/FieldEditor.h"

#include "ui/base/Text.h"
#include "ui/inspector/ChoiceFieldEditor.h"
#include "ui/inspector/FileFieldEditor.h"
#include "ui/inspector/LineFieldEditor.h"
#include "ui/inspector/LongFieldEditor.h"
#include "ui/inspector/RelationFieldEditor.h"
#include "ui/inspector/RolesFieldEditor.h"
#include "ui/inspector/SecretFieldEditor.h"
#include "ui/inspector/ShownFieldEditor.h"
#include "ui/inspector/UnionFieldEditor.h"
#include "ui/widget/PlainLabel.h"

#include <QScopedValueRollback>

namespace syncline::ui {

namespace {
constexpr std::size_t shownOfALine = 48; ///< Longer text is wrapped, to be read without scrolling.
} // namespace

FieldEditor::FieldEditor(FieldDef field, QWidget *parent)
    : QWidget(parent),
      m_field(std::move(field))
{
    setObjectName(QStringLiteral("field.") + toQString(m_field.name));
}

void FieldEditor::setValues(const Value &stored, const std::optional<Value> &pending)
{
    const QScopedValueRollback showing(m_isShowing, true);
    m_stored = stored;
    m_pending = pending;
    m_problem.clear();
    m_isWrong = false;
    show(pending ? *pending : stored);
    updateLook();
}

void FieldEditor::setProblem(const QString &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    updateLook();
    Q_EMIT problemChanged();
}

void FieldEditor::setEditable(bool isEditable)
{
    m_isEditable = isEditable;
    applyEditable(isEditable);
}

void FieldEditor::takeEdit(const Result<Value> &value)
{
    if (m_isShowing)
        return;
    m_isWrong = !value;
    if (!value) {
        m_pending = m_stored; // still an edit, but none that can be applied
        setProblem(errorText(value.error()));
    } else {
        if (value->identicalTo(m_stored))
            m_pending.reset();
        else
            m_pending = value.value();
        setProblem({});
    }
    updateLook();
    Q_EMIT edited();
}

void FieldEditor::updateLook()
{
    QWidget *edit = control();
    setStyleProperty(edit, "edited", m_marksEdits && isEdited() && m_problem.isEmpty());
    setStyleProperty(edit, "invalid", !m_problem.isEmpty());
    edit->setAccessibleDescription(m_problem);
}

FieldEditor *makeFieldEditor(const FieldDef &field, const Value &value, QWidget *parent)
{
    if (field.isRelationship())
        return new RelationFieldEditor(field, parent);
    if (field.type == FieldType::Union)
        return new UnionFieldEditor(field, parent);
    if (field.isSecret())
        return new SecretFieldEditor(field, parent);
    if (field.type == FieldType::File && !field.list)
        return new FileFieldEditor(field, parent);
    if (field.type == FieldType::RecordState || field.type == FieldType::Computed)
        return new ShownFieldEditor(field, parent);
    const bool choosesSeveral =
        field.type == FieldType::RoleList ||
        (field.type == FieldType::Enum && field.list && !field.allowUnlisted);
    if (choosesSeveral && !field.options.empty())
        return new RolesFieldEditor(field, parent);
    const bool isParagraph = field.type == FieldType::String && value.isString() &&
                             value.asString().size() > shownOfALine;
    if (isParagraph || field.list || LongFieldEditor::isMadeFor(field.type) || isLong(value))
        return new LongFieldEditor(field, parent);
    if (field.type == FieldType::Boolean || field.type == FieldType::Enum)
        return new ChoiceFieldEditor(field, parent);
    return new LineFieldEditor(field, parent);
}

} // namespace syncline::ui
