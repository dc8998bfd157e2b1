#include "ui/inspector/RolesFieldEditor.h"

#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

bool holds(const Value &value, const std::string &key)
{
    return value.isList() && std::ranges::find(value.asList(), Value(key)) != value.asList().end();
}

} // namespace

RolesFieldEditor::RolesFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_layout(nullptr),
      m_boxes(new QWidget(this))
{
    nameControl(m_boxes, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_boxes);
    m_layout = new QVBoxLayout(m_boxes);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    for (const EnumOption &option : field.options)
        add(option.value, displayLine(option.label.empty() ? option.value : option.label, 80));
}

QCheckBox *RolesFieldEditor::add(const std::string &key, const QString &text)
{
    QString label = text;
    auto *box = new QCheckBox(label.replace(u'&', u"&&"_s), m_boxes);
    nameControl(box, u"field."_s + toQString(field().name) + u"."_s + toQString(key), text);
    m_layout->addWidget(box);
    m_roles.push_back({key, box});
    if (m_roles.size() == 1)
        setFocusProxy(box);
    connect(box, &QCheckBox::toggled, this, &RolesFieldEditor::takeChecks);
    return box;
}

void RolesFieldEditor::takeChecks()
{
    ValueList keys;
    for (const Role &role : m_roles) {
        if (role.box->isChecked())
            keys.emplace_back(role.key);
    }
    const bool same = stored().isList() && stored().asList().size() == keys.size() &&
                      std::ranges::all_of(m_roles, [this](const Role &role) {
                          return role.box->isChecked() == holds(stored(), role.key);
                      });
    if (same) { // whatever their order
        takeEdit(stored());
        return;
    }
    // Nothing checked where nothing was: not a change from "not set".
    takeEdit(keys.empty() && stored().isNull() ? Value() : Value(std::move(keys)));
}

void RolesFieldEditor::show(const Value &value)
{
    if (value.isList()) {
        for (const Value &item : value.asList()) { // a role that is not offered (any more) is kept
            const std::string key = item.stringOr();
            if (std::ranges::find(m_roles, key, &Role::key) == m_roles.end())
                add(key, displayLine(key, 80))->setEnabled(isEditable());
        }
    }
    for (const Role &role : m_roles)
        role.box->setChecked(holds(value, role.key));
}

void RolesFieldEditor::applyEditable(bool isEditable)
{
    for (const Role &role : m_roles)
        role.box->setEnabled(isEditable);
}

QWidget *RolesFieldEditor::control() const
{
    return m_boxes;
}

} // namespace syncline::ui
