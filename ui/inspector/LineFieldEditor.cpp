#include "ui/inspector/LineFieldEditor.h"

#include "core/base/Time.h"
#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/base/TimeText.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
Error expected(const QString &what)
{
    return Error(errc::invalidInput, "Expected %1.", {fromQString(what)});
}

constexpr int longestLine = 4096;

/** A number exactly as it is written, or an error: never one that is only near it. */
Result<Value> parseNumber(const FieldDef &field, const QString &text)
{
    bool isOk = false;
    const qlonglong whole = QLocale::c().toLongLong(text, &isOk);
    if (isOk && (whole != 0 || !text.startsWith(u'-') || field.integer))
        return Value(static_cast<std::int64_t>(whole));
    const QString digits = text.startsWith(u'-') || text.startsWith(u'+') ? text.mid(1) : text;
    const bool isWhole = !digits.isEmpty() && std::all_of(digits.begin(), digits.end(),
                                                          [](QChar c) { return c.isDigit(); });
    if (isWhole && !isOk)
        return expected(LineFieldEditor::tr("a number that fits: whole numbers have at most 64 "
                                            "bits; write 1e20 for one that need not be exact"));
    const double real = QLocale::c().toDouble(text, &isOk);
    if (!isOk || !std::isfinite(real))
        return expected(LineFieldEditor::tr("a number such as 12 or 1.5"));
    if (field.integer)
        return expected(LineFieldEditor::tr("a whole number"));
    return Value(real);
}
} // namespace

LineFieldEditor::LineFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_edit(new QLineEdit(this)),
      m_unset(nullptr)
{
    nameControl(m_edit, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    m_edit->setMaxLength(longestLine);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit);
    setFocusProxy(m_edit);
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textEdited, this,
            [this](const QString &text) { takeEdit(parse(this->field(), text)); });
    if (!field.required) {
        m_unset = m_edit->addAction(themedIcon(u"close"_s), QLineEdit::TrailingPosition);
        m_unset->setText(tr("Make it not set"));
        m_unset->setToolTip(tr("Not set (null)"));
        connect(m_unset, &QAction::triggered, this, [this] {
            m_edit->clear();
            m_edit->setPlaceholderText(tr("not set"));
            m_isWhole = true;
            m_edit->setReadOnly(!this->isEditable());
            takeEdit(Value());
        });
    }
}

void LineFieldEditor::show(const Value &value)
{
    m_edit->setPlaceholderText(value.isNull() ? tr("not set") : tr("empty text"));
    if (value.isString())
        m_edit->setText(toQString(value.asString()));
    else if (value.isDateTime())
        m_edit->setText(editableTimeText(value.asDateTime()));
    else
        m_edit->setText(valueText(value)); // without rounding to the field's decimals
    // What the control cannot hold is shown, and never changed by it.
    m_isWhole = !value.isString() || holds(value.asString());
    m_edit->setReadOnly(!isEditable() || !m_isWhole);
    m_edit->setCursorPosition(0);
    m_edit->setToolTip(plainToolTip(
        !m_isWhole ? tr("This text has characters that a line cannot hold, so it can be replaced "
                        "only by making it not set first.")
        : value.isDateTime() ? utcText(value.asDateTime())
                             : QString()));
    updateUnset();
}

bool LineFieldEditor::holds(const std::string &text) const
{
    return fromQString(m_edit->text()) == text;
}

void LineFieldEditor::applyEditable(bool isEditable)
{
    m_edit->setReadOnly(!isEditable || !m_isWhole);
    updateUnset();
}

void LineFieldEditor::updateUnset()
{
    if (m_unset) // only where it is looked at: a form full of crosses is no form
        m_unset->setVisible(isEditable() && m_edit->hasFocus() &&
                            !pending().value_or(stored()).isNull());
}

bool LineFieldEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit &&
        (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
        QMetaObject::invokeMethod(this, &LineFieldEditor::updateUnset, Qt::QueuedConnection);
    return FieldEditor::eventFilter(watched, event);
}

QWidget *LineFieldEditor::control() const
{
    return m_edit;
}

Result<Value> LineFieldEditor::parse(const FieldDef &field, const QString &text)
{
    switch (field.type) {
    case FieldType::Number:
        return parseNumber(field, text.trimmed());
    case FieldType::Date: {
        const auto date = iso::parseDate(fromQString(text.trimmed()));
        return date ? Result<Value>(Value(*date)) : expected(tr("a day such as 2024-05-31"));
    }
    case FieldType::DateTime: {
        const auto time = readTime(text);
        return time ? Result<Value>(Value(*time))
                    : expected(tr("a time such as 2024-05-31 12:00:00, or with a zone, as in "
                                  "2024-05-31T12:00:00Z"));
    }
    default:
        return Value(fromQString(text));
    }
}

} // namespace syncline::ui
