#include "ui/inspector/LongFieldEditor.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "ui/base/Text.h"
#include "ui/widget/MarkdownView.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/ValueViewer.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int minLines = 2;
constexpr qsizetype longestText = 64 * 1024;
constexpr int maxLines = 8;
constexpr int widthBeforeLayout = 220; ///< About what the dock shows of a line.
constexpr int aroundText = 20;         ///< Padding, border, the document's margin; above and below.

/** How many lines @p text takes at @p width, counted up to maxLines. */
int wrappedLines(const QString &text, const QFont &font, int width)
{
    int lines = 0;
    const QStringList paragraphs = text.left(16 * 1024).split(u'\n');
    for (const QString &paragraph : paragraphs) {
        QTextLayout layout(paragraph, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        do {
            QTextLine line = layout.createLine();
            if (!line.isValid())
                break;
            line.setLineWidth(width);
            ++lines;
        } while (lines < maxLines);
        layout.endLayout();
        if (lines >= maxLines)
            break;
    }
    return lines;
}
} // namespace

LongFieldEditor::LongFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_edit(new QPlainTextEdit(this)),
      m_open(makeLinkButton(tr("Open whole value"),
                            u"field."_s + toQString(field.name) + u".open"_s, this)),
      m_unset(makeLinkButton(tr("Unset"), u"field."_s + toQString(field.name) + u".unset"_s, this))
{
    nameControl(m_edit, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    m_unset->setToolTip(tr("Leave it without a value, which is not the same as an empty text"));
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_edit);
    auto *links = new QHBoxLayout;
    links->addWidget(m_open);
    links->addWidget(m_unset);
    links->addStretch();
    layout->addLayout(links);
    setFocusProxy(m_edit);
    m_edit->viewport()->installEventFilter(this);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &LongFieldEditor::fitHeight);
    connect(m_unset, &QPushButton::clicked, this, &LongFieldEditor::unset);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        if (m_isWhole)
            takeEdit(parse(text()));
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
    m_preview->showMarkdown(m_isWhole ? fromQString(text()) : value.stringOr());
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

/** Not toPlainText(), which makes spaces of what is none. */
QString LongFieldEditor::text() const
{
    QString text = m_edit->document()->toRawText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    text.replace(QChar::LineSeparator, u'\n'); // Shift+Enter
    return m_endsInCrLf ? text.replace(u'\n', u"\r\n"_s) : text;
}

void LongFieldEditor::show(const Value &value)
{
    const std::size_t size = roughSize(value, editableBytes);
    m_isWhole = size <= editableBytes;
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
    if (m_isWhole && text.size() > longestText) { // little JSON, but hundreds of levels deep
        m_isWhole = false;
        text = toQString(shortJson(value));
    }
    m_endsInCrLf = m_isWhole && text.contains(u"\r\n"_s);
    m_edit->setPlainText(QString(text).replace(QChar::Null, QChar(u'␀')));
    // What the control cannot give back as it was must not be edited in it: other line ends, NUL, …
    const std::string given = value.isString() && !isJson() ? value.asString() : fromQString(text);
    m_isWhole = m_isWhole && fromQString(this->text()) == given;
    m_open->setVisible(!value.isNull() && (size > 80 || !m_isWhole));
    m_open->setText(m_isWhole ? tr("Open in a viewer") : tr("Open whole value"));
    m_edit->setPlaceholderText(value.isNull() ? tr("not set") : QString());
    m_edit->setReadOnly(!isEditable() || !m_isWhole);
    updatePreview();
    m_unset->setVisible(!isJson() && !field().required && isEditable() && !value.isNull());
    fitHeight();
}

/** All lines are shown, up to maxLines; then it scrolls. */
void LongFieldEditor::fitHeight()
{
    const int margins = 2 * static_cast<int>(m_edit->document()->documentMargin());
    const int lines = wrappedLines(
        m_edit->toPlainText(), m_edit->font(),
        m_edit->isVisible() ? qMax(60, m_edit->viewport()->width() - margins) : widthBeforeLayout);
    const int height = std::clamp(lines, minLines, maxLines) * m_edit->fontMetrics().lineSpacing();
    if (m_edit->minimumHeight() != height + aroundText)
        m_edit->setFixedHeight(height + aroundText);
}

bool LongFieldEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize ||
        event->type() == QEvent::Show) // in the next turn: the layout is at work
        QMetaObject::invokeMethod(this, &LongFieldEditor::fitHeight, Qt::QueuedConnection);
    return FieldEditor::eventFilter(watched, event);
}

void LongFieldEditor::unset()
{
    {
        const QSignalBlocker quiet(m_edit);
        m_edit->clear();
        m_isWhole = true; // what could not be shown is not there any more
        m_edit->setReadOnly(!isEditable());
    }
    m_edit->setPlaceholderText(tr("not set"));
    m_unset->hide();
    fitHeight();
    takeEdit(Value());
    updatePreview();
    m_edit->setFocus();
}

void LongFieldEditor::applyEditable(bool isEditable)
{
    m_edit->setReadOnly(!isEditable || !m_isWhole);
    m_unset->setVisible(!isJson() && !field().required && isEditable &&
                        !pending().value_or(stored()).isNull());
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
