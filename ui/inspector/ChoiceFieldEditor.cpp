#include "ui/inspector/ChoiceFieldEditor.h"

#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QHBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ChoiceFieldEditor::ChoiceFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_box(new QComboBox(this))
{
    nameControl(m_box, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(8);
    const auto add = [this](const QString &text, Value value) {
        m_box->addItem(text);
        m_values.push_back(std::move(value));
    };
    if (!field.required)
        add(tr("not set"), Value());
    if (field.type == FieldType::Boolean) {
        add(tr("yes"), Value(true));
        add(tr("no"), Value(false));
    }
    for (const EnumOption &option : field.options)
        add(displayLine(option.label.empty() ? option.value : option.label, 80),
            Value(option.value));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box, 1);
    setFocusProxy(m_box);
    connect(m_box, &QComboBox::activated, this, &ChoiceFieldEditor::takeChoice);
}

void ChoiceFieldEditor::takeChoice()
{
    const int index = m_box->currentIndex();
    if (index >= 0)
        takeEdit(m_values.at(static_cast<std::size_t>(index)));
}

void ChoiceFieldEditor::show(const Value &value)
{
    auto found = std::find_if(m_values.begin(), m_values.end(),
                              [&value](const Value &known) { return known.identicalTo(value); });
    if (found == m_values.end()) { // a value that is no option (any more) is still shown, and kept
        m_box->addItem(value.isNull() ? tr("not set") : valueText(value));
        m_values.push_back(value);
        found = std::prev(m_values.end());
    }
    m_box->setCurrentIndex(static_cast<int>(found - m_values.begin()));
}

void ChoiceFieldEditor::applyEditable(bool isEditable)
{
    m_box->setEnabled(isEditable);
}

QWidget *ChoiceFieldEditor::control() const
{
    return m_box;
}

} // namespace syncline::ui
