#include "ui/inspector/ShownFieldEditor.h"

#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>

#include <set>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ShownFieldEditor::ShownFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_label(makeLabel({}, this))
{
    nameControl(m_label, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_label, 1);
    std::set<std::string> actions;
    for (const StateTransition &transition : field.transitions)
        actions.insert(transition.action);
    QString tip = tr("Actions change it:");
    for (const std::string &action : actions)
        tip += u" "_s + displayLine(action, 60);
    if (!actions.empty())
        m_label->setToolTip(plainToolTip(tip));
    if (!field.expression.empty())
        m_label->setToolTip(plainToolTip(displayLine(field.expression, 400)));
}

void ShownFieldEditor::show(const Value &value)
{
    m_label->setText(value.isNull() ? tr("not set") : valueText(value, &field()));
}

void ShownFieldEditor::applyEditable(bool /*isEditable*/)
{
}

QWidget *ShownFieldEditor::control() const
{
    return m_label;
}

} // namespace syncline::ui
