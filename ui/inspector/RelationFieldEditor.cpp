#include "ui/inspector/RelationFieldEditor.h"

#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int idWidth = 96;
} // namespace

RelationFieldEditor::RelationFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_edit(new QLineEdit(this)),
      m_follow(makeLinkButton({}, u"field."_s + toQString(field.name) + u".follow"_s, this))
{
    nameControl(m_edit, u"field."_s + toQString(field.name) + u".edit"_s,
                tr("Id of %1").arg(displayLine(field.name)));
    m_edit->setMaximumWidth(idWidth);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit);
    layout->addWidget(m_follow);
    layout->addStretch(1);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString &text) {
        const std::string id = fromQString(text.trimmed());
        if (id.empty())
            takeEdit(Value());
        else if (idFromText(id) <= 0)
            takeEdit(Error(errc::invalidInput, "Expected the id of a record of %1, such as 12.",
                           {this->field().relatedModel}));
        else
            takeEdit(Value(id));
    });
    connect(m_follow, &QPushButton::clicked, this, [this] {
        const std::int64_t id = idOf(pending().value_or(stored()));
        if (id > 0)
            Q_EMIT inspectRequested(
                InspectTarget::ofRecord(toQString(this->field().relatedModel), RecordId{id}));
    });
}

std::int64_t RelationFieldEditor::idOf(const Value &value)
{
    return value.isInt() ? value.asInt() : idFromText(value.stringOr());
}

void RelationFieldEditor::show(const Value &value)
{
    m_edit->setText(value.isNull() ? QString() : valueText(value));
    m_edit->setPlaceholderText(value.isNull() ? tr("not set") : QString());
    const bool canFollow = idOf(value) > 0;
    m_follow->setVisible(canFollow);
    m_follow->setText(
        tr("Go to %1 %2").arg(displayLine(field().relatedModel, 60), valueText(value)));
    m_follow->setAccessibleName(m_follow->text());
}

void RelationFieldEditor::applyEditable(bool isEditable)
{
    m_edit->setReadOnly(!isEditable);
}

QWidget *RelationFieldEditor::control() const
{
    return m_edit;
}

} // namespace syncline::ui
