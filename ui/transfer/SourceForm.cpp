#include "ui/transfer/SourceForm.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/FlowLayout.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int narrow = 72;
constexpr int itemsWidth = 140;

void select(QComboBox *box, const QVariant &value, const QString &textOfOther = {})
{
    const QSignalBlocker blocker(box);
    int at = box->findData(value);
    if (at < 0 && !textOfOther.isEmpty()) {
        box->addItem(textOfOther, value);
        at = box->count() - 1;
    }
    box->setCurrentIndex(at);
}

} // namespace

SourceForm::SourceForm(QWidget *parent)
    : QWidget(parent),
      m_items(new QLineEdit(this))
{
    setLayout(new FlowLayout(space::small, space::small));
    m_format = addChoice(u"format"_s, tr("Format"));
    m_sheet = addChoice(u"sheet"_s, tr("Sheet"));
    m_encoding = addChoice(u"encoding"_s, tr("Encoding"));
    m_delimiter = addChoice(u"delimiter"_s, tr("Between cells"));
    m_quote = addChoice(u"quote"_s, tr("Around cells"));
    m_header = addChoice(u"header"_s, tr("First row"));
    addPart(m_items, tr("List at"));
    nameControl(m_items, u"import.items"_s, tr("Where the list is in the file"));
    m_items->setPlaceholderText(tr("found by itself"));
    m_items->setMaximumWidth(itemsWidth);
    m_numbers = addChoice(u"numbers"_s, tr("Numbers"));
    m_dates = addChoice(u"dates"_s, tr("Dates"));
    m_empty = addChoice(u"empty"_s, tr("Empty cells"));
    fillChoices();
    connectParts();
    showFound({}, {});
}

QComboBox *SourceForm::addChoice(const QString &name, const QString &label)
{
    auto *box = new QComboBox(this);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumWidth(narrow);
    nameControl(box, u"import."_s + name, label);
    addPart(box, label);
    return box;
}

/** A control below its name; both go away together. */
void SourceForm::addPart(QWidget *control, const QString &label)
{
    auto *part = new QWidget(this);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    auto *words = makeLabel(label, LabelRole::Muted, part);
    words->setBuddy(control);
    control->setParent(part);
    column->addWidget(words);
    column->addWidget(control);
    layout()->addWidget(part);
}

void SourceForm::fillChoices()
{
    for (const TransferFormat format :
         {TransferFormat::Csv, TransferFormat::Json, TransferFormat::Ndjson, TransferFormat::Xlsx})
        m_format->addItem(toQString(transferFormatName(format)).toUpper(), int(format));
    for (const TextEncoding encoding :
         {TextEncoding::Utf8, TextEncoding::Utf16Le, TextEncoding::Utf16Be,
          TextEncoding::Windows1252, TextEncoding::Latin1, TextEncoding::Latin9})
        m_encoding->addItem(toQString(textEncodingName(encoding)), int(encoding));
    m_delimiter->addItem(tr("comma"), int(','));
    m_delimiter->addItem(tr("semicolon"), int(';'));
    m_delimiter->addItem(tr("tab"), int('\t'));
    m_delimiter->addItem(tr("bar |"), int('|'));
    m_quote->addItem(u"\""_s, int('"'));
    m_quote->addItem(u"'"_s, int('\''));
    m_header->addItem(tr("names the columns"), true);
    m_header->addItem(tr("is data"), false);
    m_numbers->addItem(u"1,234.5"_s, false);
    m_numbers->addItem(u"1.234,5"_s, true);
    m_dates->addItem(u"2024-12-31"_s, int(DateOrder::Iso));
    m_dates->addItem(u"31.12.2024"_s, int(DateOrder::DayFirst));
    m_dates->addItem(u"12/31/2024"_s, int(DateOrder::MonthFirst));
    m_empty->addItem(tr("clear the field"), int(EmptyCells::Clear));
    m_empty->addItem(tr("change nothing"), int(EmptyCells::Keep));
}

void SourceForm::connectParts()
{
    const auto onChoice = [this](QComboBox *box, bool columns, auto take) {
        connect(box, &QComboBox::activated, this, [this, box, columns, take] {
            take(m_said, box->currentData());
            Q_EMIT edited(columns);
        });
    };
    onChoice(m_format, true, [](SourceSettings &said, const QVariant &value) {
        said = {}; // what was found out of another format means nothing
        said.format = static_cast<TransferFormat>(value.toInt());
    });
    onChoice(m_sheet, true, [](SourceSettings &said, const QVariant &value) {
        said.sheet = fromQString(value.toString());
    });
    onChoice(m_encoding, true, [](SourceSettings &said, const QVariant &value) {
        said.encoding = static_cast<TextEncoding>(value.toInt());
    });
    onChoice(m_delimiter, true, [](SourceSettings &said, const QVariant &value) {
        said.delimiter = static_cast<char>(value.toInt());
    });
    onChoice(m_quote, true, [](SourceSettings &said, const QVariant &value) {
        said.quote = static_cast<char>(value.toInt());
    });
    onChoice(m_header, true,
             [](SourceSettings &said, const QVariant &value) { said.header = value.toBool(); });
    onChoice(m_numbers, false, [](SourceSettings &said, const QVariant &value) {
        said.decimalComma = value.toBool();
    });
    onChoice(m_dates, false, [](SourceSettings &said, const QVariant &value) {
        said.dates = static_cast<DateOrder>(value.toInt());
    });
    onChoice(m_empty, false, [](SourceSettings &said, const QVariant &value) {
        said.empty = static_cast<EmptyCells>(value.toInt());
    });
    connect(m_items, &QLineEdit::editingFinished, this, [this] {
        const std::string items = fromQString(m_items->text().trimmed());
        if (items == m_said.items)
            return;
        m_said.items = items;
        Q_EMIT edited(true);
    });
}

void SourceForm::showFound(const SourceSettings &found, const std::vector<std::string> &sheets)
{
    const TransferFormat format = found.format.value_or(TransferFormat::Csv);
    const bool isCsv = format == TransferFormat::Csv;
    const bool isSheet = format == TransferFormat::Xlsx;
    const auto show = [](QWidget *control, bool isShown) {
        control->parentWidget()->setVisible(isShown);
    };
    show(m_sheet, isSheet && sheets.size() > 1);
    show(m_encoding, !isSheet);
    show(m_delimiter, isCsv);
    show(m_quote, isCsv);
    show(m_header, isCsv || isSheet);
    show(m_items, format == TransferFormat::Json);
    for (QWidget *box : {m_numbers, m_dates, m_empty})
        show(box, isCsv || isSheet);

    select(m_format, int(format));
    {
        const QSignalBlocker blocker(m_sheet);
        m_sheet->clear();
        for (const std::string &sheet : sheets)
            m_sheet->addItem(displayLine(sheet, 40), toQString(sheet));
    }
    select(m_sheet, toQString(found.sheet));
    select(m_encoding, int(found.encoding.value_or(TextEncoding::Utf8)));
    const char delimiter = found.delimiter == '\0' ? ',' : found.delimiter;
    select(m_delimiter, int(delimiter), displayLine(std::string(1, delimiter)));
    select(m_quote, int(found.quote), displayLine(std::string(1, found.quote)));
    select(m_header, found.header.value_or(true));
    m_items->setText(displayLine(found.items, 200));
    select(m_numbers, found.decimalComma);
    select(m_dates, int(found.dates));
    select(m_empty, int(found.empty));
}

} // namespace syncline::ui
