#include "ui/inspector/FieldEditor.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/ValuePart.h"
#include "ui/widget/PlainLabel.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

/** @p field as its default is edited: by itself, and nothing is required. */
FieldDef editedAs(const FieldDef &field)
{
    FieldDef shown;
    shown.name = "default";
    shown.type = field.type == FieldType::RecordState ? FieldType::Enum : field.type;
    shown.list = field.list;
    shown.integer = field.integer;
    shown.options = field.options;
    shown.allowUnlisted = field.allowUnlisted;
    shown.fields = field.fields;
    return shown;
}

} // namespace

DefaultPart::DefaultPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.defaultPart"_s, tr("New records begin with"), parent),
      m_place(new QWidget(this))
{
    auto *layout = new QVBoxLayout(m_place);
    layout->setContentsMargins(0, 0, 0, 0);
    addWide(m_place);
    m_problem = addProblem();
}

bool DefaultPart::fits(const FieldDef &field) const
{
    return canHaveDefault(field) && isOfModel();
}

void DefaultPart::show(const FieldDef &field)
{
    FieldDef wanted = editedAs(field);
    if (!m_editor || !(wanted == m_made)) {
        delete m_editor;
        m_made = std::move(wanted);
        m_editor = makeFieldEditor(m_made, field.defaultValue, m_place);
        m_editor->setMarksEdits(false);
        m_place->layout()->addWidget(m_editor);
        m_editor->setVisible(true); // else only in the next turn
        m_editor->setValues(field.defaultValue, std::nullopt);
        connect(m_editor, &FieldEditor::edited, this, [this] {
            showProblemText(m_problem, m_editor->problem());
            if (!m_editor->problem().isEmpty())
                return; // shown where it is typed; nothing changes by it
            const Value value = m_editor->pending().value_or(m_editor->stored());
            edit(
                tr("Change Default"),
                [&value](FieldDef &changed) {
                    const Result<Value> fitting = coerce(changed, value);
                    changed.defaultValue = fitting ? fitting.value() : value;
                },
                u"default"_s);
        });
    }
    const Value shown = m_editor->pending().value_or(m_editor->stored());
    const Result<Value> fitting = coerce(field, shown);
    const bool isSame = (fitting ? fitting.value() : shown).identicalTo(field.defaultValue);
    if (!isSame && m_editor->problem().isEmpty())
        m_editor->setValues(field.defaultValue, std::nullopt);
    if (m_editor->problem().isEmpty())
        showProblem(m_problem, SchemaProblem::Part::Default);
}

} // namespace syncline::ui
