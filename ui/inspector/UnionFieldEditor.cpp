#include "ui/inspector/UnionFieldEditor.h"

#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int unionIdWidth = 96;

std::int64_t unionId(const Value &value)
{
    return idFromText(value["id"].stringOr());
}

} // namespace

UnionFieldEditor::UnionFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_model(new QComboBox(this)),
      m_edit(new QLineEdit(this)),
      m_follow(makeLinkButton({}, u"field."_s + toQString(field.name) + u".follow"_s, this))
{
    const QString name = u"field."_s + toQString(field.name);
    nameControl(m_model, name + u".model"_s, tr("Model of %1").arg(displayLine(field.name)));
    nameControl(m_edit, name + u".edit"_s, tr("Id of %1").arg(displayLine(field.name)));
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(8);
    for (const UnionMember &member : field.members)
        m_model->addItem(displayLine(member.model, 60), toQString(member.model));
    m_edit->setMaximumWidth(unionIdWidth);
    auto *layout = new QVBoxLayout(this); // the inspector is narrow
    layout->setContentsMargins(0, 0, 0, 0);
    auto *line = new QHBoxLayout;
    line->addWidget(m_model);
    line->addWidget(m_edit);
    line->addStretch(1);
    layout->addLayout(line);
    layout->addWidget(m_follow, 0, Qt::AlignLeft);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &UnionFieldEditor::take);
    connect(m_model, &QComboBox::activated, this, &UnionFieldEditor::take);
    connect(m_follow, &QPushButton::clicked, this, [this] {
        const Value value = pending().value_or(stored());
        if (unionId(value) > 0)
            Q_EMIT inspectRequested(InspectTarget::ofRecord(
                toQString(value["__typename"].stringOr()), RecordId{unionId(value)}));
    });
}

void UnionFieldEditor::take()
{
    const std::string id = fromQString(m_edit->text().trimmed());
    const std::string model = fromQString(m_model->currentData().toString());
    if (id.empty())
        takeEdit(Value());
    else if (idFromText(id) <= 0)
        takeEdit(
            Error(errc::invalidInput, "Expected the id of a record of %1, such as 12.", {model}));
    else
        takeEdit(unionValue(model, id));
}

void UnionFieldEditor::show(const Value &value)
{
    const std::string model = value["__typename"].stringOr();
    if (const int at = m_model->findData(toQString(model)); at >= 0)
        m_model->setCurrentIndex(at);
    m_edit->setText(toQString(value["id"].stringOr()));
    m_edit->setPlaceholderText(value.isNull() ? tr("not set") : QString());
    m_follow->setVisible(unionId(value) > 0);
    m_follow->setText(tr("Go to %1 %2").arg(displayLine(model, 60), m_edit->text()));
    m_follow->setAccessibleName(m_follow->text());
}

void UnionFieldEditor::applyEditable(bool isEditable)
{
    m_edit->setReadOnly(!isEditable);
    m_model->setEnabled(isEditable);
}

QWidget *UnionFieldEditor::control() const
{
    return m_edit;
}

} // namespace syncline::ui
