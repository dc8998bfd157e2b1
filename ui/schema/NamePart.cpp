#include "ui/schema/NamePart.h"

#include "ui/base/Text.h"
#include "ui/schema/FieldTable.h"
#include "ui/schema/FieldTableModel.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace syncline::ui {

NamePart::NamePart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.identity"_s, {}, parent)
{
    m_owner = makeLabel({}, LabelRole::Muted, this);
    m_owner->setObjectName(u"field.identity.owner"_s);
    m_owner->setWordWrap(true);
    addWide(m_owner);
    m_name = addLine(tr("Name"), u"name"_s);
    m_problem = addProblem();
    m_type = new QComboBox(this);
    nameControl(m_type, u"field.identity.type"_s, tr("Type"));
    m_type->setMaxVisibleItems(24);
    addRow(tr("Type"), m_type);
    m_help = makeLabel({}, LabelRole::Muted, this);
    m_help->setObjectName(u"field.identity.help"_s);
    m_help->setWordWrap(true);
    addRow({}, m_help);
    m_comment = addLine(tr("Comment"), u"comment"_s);
    m_comment->setPlaceholderText(tr("What it is for; shown beside it"));
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        editState(
            tr("Rename Field"),
            [this, &text](SchemaState &state) {
                renameField(state, *this->document()->project(), path(),
                            fromQString(text.trimmed()));
            },
            u"name"_s);
    });
    connect(m_comment, &QLineEdit::textEdited, this, [this](const QString &text) {
        edit(
            tr("Change Comment"), [&text](FieldDef &field) { field.comment = fromQString(text); },
            u"comment"_s);
    });
    connect(m_type, &QComboBox::activated, this, [this] {
        const auto type = static_cast<FieldType>(m_type->currentData().toInt());
        editState(tr("Change Type to %1").arg(typeTitle(type)), [this, type](SchemaState &state) {
            setFieldType(state, *this->document()->project(), path(), type);
        });
    });
}

void NamePart::focusName()
{
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

bool NamePart::fits(const FieldDef & /*field*/) const
{
    return true;
}

void NamePart::fillTypes(const FieldDef &field)
{
    if (m_type->count() == 0 || m_type->property("isOfModel").toBool() != isOfModel()) {
        m_type->clear();
        m_type->setProperty("isOfModel", isOfModel());
        for (const FieldType type : fieldTypesInOrder()) {
            if (isOfModel() || fitsInObject(type))
                m_type->addItem(typeTitle(type), static_cast<int>(type));
        }
    }
    m_type->setCurrentIndex(m_type->findData(static_cast<int>(field.type)));
}

void NamePart::show(const FieldDef &field)
{
    const QString owner = lockReason(field);
    m_owner->setText(owner);
    m_owner->setVisible(!owner.isEmpty());
    if (m_name->text().trimmed() != toQString(field.name))
        m_name->setText(toQString(field.name));
    fillTypes(field);
    m_help->setText(typeHelp(field.type));
    showText(m_comment, toQString(field.comment));
    showProblem(m_problem, SchemaProblem::Part::Name);
    setStyleProperty(m_name, "invalid", !m_problem->text().isEmpty());
    m_name->setAccessibleDescription(m_problem->text());
}

void NamePart::setLocked(bool isLocked)
{
    m_name->setReadOnly(isLocked);
    setStyleProperty(m_name, "locked", isLocked); // else it keeps the colours of before
    m_type->setEnabled(!isLocked);
}

} // namespace syncline::ui
