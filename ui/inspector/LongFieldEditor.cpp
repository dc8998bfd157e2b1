#include "ui/inspector/LongFieldEditor.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "ui/base/Text.h"
#include "ui/widget/MarkdownView.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/ValueViewer.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int minLines = 2;
constexpr int maxLines = 8;
} // namespace

LongFieldEditor::LongFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_edit(new QPlainTextEdit(this)),
      m_open(makeLinkButton(tr("Open whole value"),
                            u"field."_s + toQString(field.name) + u".open"_s, this))
{
    nameControl(m_edit, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_edit);
    layout->addWidget(m_open, 0, Qt::AlignLeft);
    setFocusProxy(m_edit);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        if (m_isWhole)
            takeEdit(parse(m_edit->toPlainText()));
    });
    connect(m_open, &QPushButton::clicked, this, &LongFieldEditor::openViewer);
    if (field.type == FieldType::RichText && !field.list)
        addPreview();
}

bool LongFieldEditor::isMadeFor(FieldType type)
{
    return type == FieldType::Json || type == FieldType::Object || type == FieldType::Vector ||
           type == FieldType::RoleList || type == FieldType::RichText;
}

bool LongFieldEditor::isJson() const
{
    return field().list || (isMadeFor(field().type) && field().type != FieldType::RichText);
}

void LongFieldEditor::addPreview()
{
    const QString name = u"field."_s + toQString(field().name) + u".preview"_s;
    m_previewSwitch = makeLinkButton(tr("Preview"), name + u"Switch"_s, this);
    m_previewSwitch->setCheckable(true);
    m_preview = new MarkdownView(this);
    nameControl(m_preview, name, tr("Preview of %1").arg(displayLine(field().name)));
    m_preview->setFixedHeight(maxLines * m_edit->fontMetrics().lineSpacing());
    m_preview->hide();
    layout()->addWidget(m_previewSwitch);
    layout()->addWidget(m_preview);
    connect(m_previewSwitch, &QPushButton::toggled, this, [this](bool isOn) {
        m_preview->setVisible(isOn);
        updatePreview();
    });
    connect(m_edit, &QPlainTextEdit::textChanged, this, &LongFieldEditor::updatePreview);
}

void LongFieldEditor::updatePreview()
{
    if (m_preview == nullptr || !m_previewSwitch->isChecked())
        return;
    // What cannot be edited here is longer than what the control shows.
    const Value value = pending().value_or(stored());
    m_preview->showMarkdown(m_isWhole ? fromQString(m_edit->toPlainText()) : value.stringOr());
}

Result<Value> LongFieldEditor::parse(const QString &text) const
{
    if (!isJson())
        return Value(fromQString(text));
    if (text.trimmed().isEmpty())
        return Value();
    SYNCLINE_TRY(Value value, json::parse(fromQString(text)));
    if (field().list && !value.isList() && !value.isNull())
        return Error(errc::invalidInput, "Expected a JSON list such as [1, 2].");
    if (field().type == FieldType::Object && !field().list && !value.isObject() && !value.isNull())
        return Error(errc::invalidInput, "Expected a JSON object such as {\"a\": 1}.");
    return value;
}

void LongFieldEditor::show(const Value &value)
{
    const std::size_t size = roughSize(value, editableBytes);
    m_isWhole = size <= editableBytes &&
                !(value.isString() && value.asString().find('\0') != std::string::npos);
    m_open->setVisible(!value.isNull() && (size > 80 || !m_isWhole));
    m_open->setText(m_isWhole ? tr("Open in a viewer") : tr("Open whole value"));
    m_edit->setPlaceholderText(value.isNull() ? tr("not set") : QString());
    QString text;
    if (!m_isWhole)
        text =
            value.isString()
                ? ValueViewer::splitLines(toQString(text::cut(value.asString(), 512)), 200) + u"…"_s
                : toQString(shortJson(value));
    else if (value.isString() && !isJson())
        text = toQString(value.asString());
    else if (!value.isNull())
        text = toQString(json::write(value, json::Layout::Indented));
    m_edit->setPlainText(text.replace(QChar::Null, QChar(u'␀')));
    m_edit->setReadOnly(!isEditable() || !m_isWhole);
    constexpr int columns = 34; // about what the dock shows of a line
    int wanted = 0;
    for (const QString &line : m_edit->toPlainText().left(columns * maxLines).split(u'\n'))
        wanted += 1 + static_cast<int>(line.size()) / columns;
    updatePreview();
    const int lines = std::clamp(wanted, minLines, maxLines);
    m_edit->setFixedHeight(lines * m_edit->fontMetrics().lineSpacing() + 18);
}

void LongFieldEditor::applyEditable(bool isEditable)
{
    m_edit->setReadOnly(!isEditable || !m_isWhole);
}

QWidget *LongFieldEditor::control() const
{
    return m_edit;
}

void LongFieldEditor::openViewer()
{
    auto *viewer = new ValueViewer(displayLine(field().name), pending().value_or(stored()), this);
    viewer->show();
}

} // namespace syncline::ui
