#include "ui/inspector/SecretFieldEditor.h"

#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

SecretFieldEditor::SecretFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_edit(new QLineEdit(this)),
      m_remove(
          makeLinkButton(tr("Remove"), u"field."_s + toQString(field.name) + u".remove"_s, this))
{
    nameControl(m_edit, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    m_edit->setEchoMode(QLineEdit::Password);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_remove);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &SecretFieldEditor::handleTyped);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_edit->clear();
        m_edit->setPlaceholderText(tr("removed"));
        takeEdit(Value());
    });
}

void SecretFieldEditor::handleTyped(const QString &text)
{
    takeEdit(text.isEmpty() ? stored() : Value(fromQString(text)));
}

void SecretFieldEditor::show(const Value &value)
{
    const bool isNew = pending() && value.isString();
    m_edit->setText(isNew ? toQString(value.asString()) : QString());
    m_edit->setPlaceholderText(value.isNull() ? tr("not set") : tr("set — type to replace it"));
    m_remove->setVisible(isEditable() && !stored().isNull());
}

void SecretFieldEditor::applyEditable(bool isEditable)
{
    m_edit->setReadOnly(!isEditable);
    m_remove->setVisible(isEditable && !stored().isNull());
}

QWidget *SecretFieldEditor::control() const
{
    return m_edit;
}

} // namespace syncline::ui
