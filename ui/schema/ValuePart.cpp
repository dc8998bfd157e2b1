#include "ui/schema/ValuePart.h"

#include "ui/base/Text.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QComboBox>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ValuePart::ValuePart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.value"_s, tr("Values"), parent)
{
    m_list = addCheck(tr("A list of these"), u"list"_s);
    m_required = addCheck(tr("Required: every record must have one"), u"required"_s);
    connect(m_list, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(isOn ? tr("Make It a List") : tr("Make It One Value"), [isOn](FieldDef &field) {
            field.list = isOn;
            if (!field.defaultValue.isNull() && !coerce(field, field.defaultValue))
                field.defaultValue = Value();
        });
    });
    connect(m_required, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(isOn ? tr("Require a Value") : tr("Require No Value"),
             [isOn](FieldDef &field) { field.required = isOn; });
    });
    buildUnique();
}

void ValuePart::buildUnique()
{
    m_unique = addCheck(tr("Unique: no two records have the same"), u"unique"_s);
    m_scope = new QComboBox(this);
    nameControl(m_scope, u"field.value.scope"_s, tr("Unique among"));
    addRow(tr("Among"), m_scope);
    m_foldsCase = addCheck(tr("\"A\" and \"a\" are the same"), u"foldsCase"_s);
    connect(m_unique, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(isOn ? tr("Make Unique") : tr("Allow the Same Value Twice"), [isOn](FieldDef &field) {
            field.unique = isOn;
            if (!isOn) {
                field.rules.uniqueWithin.clear();
                field.rules.uniqueIgnoresCase = false;
            }
        });
    });
    connect(m_scope, &QComboBox::activated, this, [this] {
        const std::string scope = fromQString(m_scope->currentData().toString());
        edit(tr("Change What It Is Unique Among"),
             [&scope](FieldDef &field) { field.rules.uniqueWithin = scope; });
    });
    connect(m_foldsCase, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(isOn ? tr("Compare Whatever the Case") : tr("Compare by Case"),
             [isOn](FieldDef &field) { field.rules.uniqueIgnoresCase = isOn; });
    });
}

bool ValuePart::fits(const FieldDef &field) const
{
    return field.isStored();
}

void ValuePart::fillScopes(const FieldDef &field)
{
    m_scope->clear();
    m_scope->addItem(tr("all records"), QString());
    for (const FieldDef &other : document()->model()->fields) {
        if (other.name != field.name && other.isStored() && !other.list && !other.isSecret())
            m_scope->addItem(tr("records with the same %1").arg(displayLine(other.name, 60)),
                             toQString(other.name));
    }
    m_scope->setCurrentIndex(qMax(0, m_scope->findData(toQString(field.rules.uniqueWithin))));
}

void ValuePart::show(const FieldDef &field)
{
    const bool isUnique = canBeUnique(field) && isOfModel();
    m_list->setVisible(canBeList(field.type));
    m_list->setChecked(field.list);
    m_required->setChecked(field.required);
    m_unique->setVisible(isUnique);
    m_unique->setChecked(field.unique);
    fillScopes(field);
    setRowVisible(m_scope, isUnique && field.unique);
    const bool canFold =
        (isTextual(field.type) || field.type == FieldType::Enum) && !field.list && field.unique;
    m_foldsCase->setVisible(isUnique && canFold);
    m_foldsCase->setChecked(field.rules.uniqueIgnoresCase);
}

void ValuePart::setLocked(bool isLocked)
{
    m_list->setEnabled(!isLocked);
    m_required->setEnabled(!isLocked);
}

} // namespace syncline::ui
