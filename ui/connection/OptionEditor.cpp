#include "ui/connection/OptionEditor.h"

#include "core/base/Json.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int textLines = 4;

QString optionName(const ConnectorOption &option)
{
    return displayLine(option.label.empty() ? option.name : option.label, 80);
}

Error expected(const QString &what)
{
    return Error(errc::invalidInput, "Expected %1.", {fromQString(what)});
}
} // namespace

OptionEditor::OptionEditor(const ConnectorOption &option, Prompter *prompter, QWidget *parent)
    : QWidget(parent),
      m_option(option)
{
    const QString objectName = u"option."_s + toQString(option.name);
    setObjectName(objectName);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::small);
    QWidget *control = nullptr;
    if (option.type == "boolean") {
        m_check = new QCheckBox(optionName(option).replace(u'&', u"&&"_s), this);
        connect(m_check, &QCheckBox::clicked, this, &OptionEditor::edited);
        control = m_check;
    } else if (option.type == "enum") {
        m_box = new QComboBox(this);
        if (option.optional)
            m_box->addItem(tr("(default)"), QString());
        for (const std::string &value : option.values)
            m_box->addItem(displayLine(value, 80), toQString(value));
        connect(m_box, &QComboBox::activated, this, &OptionEditor::edited);
        control = m_box;
    } else if (option.type == "list" || option.type == "object") {
        buildText();
        control = m_text;
    } else {
        buildLine();
        control = m_line;
    }
    nameControl(control, objectName + u".edit"_s, optionName(option));
    layout->addWidget(control, 1);
    setFocusProxy(control);
    if (option.type == "file" || option.type == "folder")
        addPicker(prompter);
}

void OptionEditor::buildLine()
{
    m_line = new QLineEdit(this);
    m_line->setPlaceholderText(displayLine(m_option.placeholder, 200));
    m_line->setMaxLength(8192);
    if (m_option.secret)
        m_line->setEchoMode(QLineEdit::Password);
    connect(m_line, &QLineEdit::textEdited, this, &OptionEditor::edited);
}

void OptionEditor::buildText()
{
    m_text = new QPlainTextEdit(this);
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(textLines * fontMetrics().lineSpacing() + space::large);
    m_text->setPlaceholderText(m_option.type == "list" ? tr("One on each line")
                                                       : tr("JSON, such as {\"key\": \"value\"}"));
    connect(m_text, &QPlainTextEdit::textChanged, this, &OptionEditor::edited);
}

void OptionEditor::addPicker(Prompter *prompter)
{
    auto *button = new QPushButton(tr("Browse…"), this);
    nameControl(button, objectName() + u".browse"_s, tr("Browse for %1").arg(optionName(m_option)));
    layout()->addWidget(button);
    m_button = button;
    connect(button, &QPushButton::clicked, this, [this, prompter] {
        const auto picked = [this](const QString &path) {
            m_line->setText(path);
            Q_EMIT edited();
        };
        if (m_option.type == "folder")
            prompter->pickFolder(this, optionName(m_option), m_line->text(), picked);
        else
            prompter->pickFile(this, optionName(m_option), m_line->text(), picked);
    });
}

void OptionEditor::setValue(const Value &value)
{
    const QSignalBlocker blocker(this);
    const Value &shown = value.isNull() ? m_option.defaultValue : value;
    if (m_check)
        m_check->setChecked(shown.boolOr());
    else if (m_box)
        m_box->setCurrentIndex(qMax(0, m_box->findData(toQString(shown.stringOr()))));
    else if (m_line)
        m_line->setText(m_option.secret    ? QString()
                        : shown.isString() ? toQString(shown.asString())
                                           : valueText(shown));
    else if (m_option.type == "list" && shown.isList()) {
        QStringList lines;
        for (const Value &item : shown.asList())
            lines.append(item.isString() ? toQString(item.asString())
                                         : toQString(json::write(item)));
        m_text->setPlainText(lines.join(u'\n'));
    } else {
        m_text->setPlainText(
            shown.isNull() ? QString() : toQString(json::write(shown, json::Layout::Indented)));
    }
}

void OptionEditor::setStored(bool isStored)
{
    if (m_line && m_option.secret)
        m_line->setPlaceholderText(isStored ? tr("stored — type to replace it")
                                            : displayLine(m_option.placeholder, 200));
}

Result<Value> OptionEditor::value() const
{
    if (m_check)
        return Value(m_check->isChecked());
    if (m_box) {
        const QString chosen = m_box->currentData().toString();
        return chosen.isEmpty() ? Value() : Value(fromQString(chosen));
    }
    if (m_text)
        return textValue();
    if (m_line->text().isEmpty())
        return Value();
    return m_option.type == "number" ? numberValue()
                                     : Result<Value>(Value(fromQString(m_line->text())));
}

Result<Value> OptionEditor::numberValue() const
{
    bool isOk = false;
    const QString text = m_line->text().trimmed();
    const qlonglong whole = QLocale::c().toLongLong(text, &isOk);
    Value number(static_cast<std::int64_t>(whole));
    if (!isOk)
        number = Value(QLocale::c().toDouble(text, &isOk));
    if (!isOk)
        return expected(tr("a number"));
    if (m_option.min && number.asDouble() < *m_option.min)
        return expected(tr("at least %1").arg(*m_option.min));
    if (m_option.max && number.asDouble() > *m_option.max)
        return expected(tr("at most %1").arg(*m_option.max));
    return number;
}

Result<Value> OptionEditor::textValue() const
{
    const QString text = m_text->toPlainText();
    if (text.trimmed().isEmpty())
        return Value();
    if (m_option.type == "list") {
        ValueList list;
        for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
            list.emplace_back(fromQString(line.trimmed()));
        return Value(std::move(list));
    }
    SYNCLINE_TRY(Value object, json::parse(fromQString(text)));
    if (!object.isObject())
        return expected(tr("a JSON object such as {\"key\": \"value\"}"));
    return object;
}

void OptionEditor::setEditable(bool isEditable)
{
    for (QWidget *control :
         std::initializer_list<QWidget *>{m_line, m_text, m_box, m_check, m_button}) {
        if (control)
            control->setEnabled(isEditable);
    }
}

void OptionEditor::setInvalid(const QString &why)
{
    QWidget *control = m_line ? static_cast<QWidget *>(m_line) : m_text;
    if (!control)
        return;
    setStyleProperty(control, "invalid", !why.isEmpty());
    control->setAccessibleDescription(why);
}

} // namespace syncline::ui
