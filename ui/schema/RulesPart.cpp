#include "ui/schema/RulesPart.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/Bounds.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int mostDecimals = 15;
constexpr int patternLines = 3;
} // namespace

NumberPart::NumberPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.number"_s, tr("Numbers"), parent)
{
    m_integer = addCheck(tr("Whole numbers only"), u"integer"_s);
    m_decimals = new QSpinBox(this);
    nameControl(m_decimals, u"field.number.decimals"_s, tr("Decimals shown"));
    m_decimals->setRange(-1, mostDecimals);
    m_decimals->setSpecialValueText(tr("as they are"));
    addRow(tr("Decimals shown"), m_decimals);
    m_min = addLine(tr("Smallest"), u"min"_s);
    m_max = addLine(tr("Largest"), u"max"_s);
    for (QLineEdit *edit : {m_min, m_max}) {
        edit->setPlaceholderText(tr("any"));
        connect(edit, &QLineEdit::textEdited, this, &NumberPart::takeBounds);
    }
    m_problem = addProblem();
    connect(m_integer, &QCheckBox::clicked, this, [this](bool isOn) {
        this->edit(isOn ? tr("Whole Numbers Only") : tr("Allow Fractions"),
                   [isOn](FieldDef &field) {
                       field.integer = isOn;
                       if (!field.defaultValue.isNull() && !coerce(field, field.defaultValue))
                           field.defaultValue = Value();
                   });
    });
    connect(m_decimals, &QSpinBox::valueChanged, this, [this](int decimals) {
        this->edit(
            tr("Change Decimals"), [decimals](FieldDef &field) { field.decimals = decimals; },
            u"decimals"_s);
    });
}

void NumberPart::takeBounds()
{
    Value min;
    Value max;
    const bool isMinGood = readNumberBound(m_min, min);
    if (!readNumberBound(m_max, max) || !isMinGood)
        return;
    edit(
        tr("Change Range"),
        [&](FieldDef &field) {
            field.rules.minNumber = min;
            field.rules.maxNumber = max;
        },
        u"range"_s);
}

bool NumberPart::fits(const FieldDef &field) const
{
    return field.type == FieldType::Number;
}

void NumberPart::show(const FieldDef &field)
{
    m_integer->setChecked(field.integer);
    m_decimals->setValue(field.decimals);
    Value typed;
    if (!readNumberBound(m_min, typed) || !typed.identicalTo(field.rules.minNumber))
        showText(m_min, numberBoundText(field.rules.minNumber));
    if (!readNumberBound(m_max, typed) || !typed.identicalTo(field.rules.maxNumber))
        showText(m_max, numberBoundText(field.rules.maxNumber));
    showProblem(m_problem, SchemaProblem::Part::Rules);
}

void NumberPart::setLocked(bool isLocked)
{
    m_integer->setEnabled(!isLocked);
}

TextPart::TextPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.text"_s, tr("Texts"), parent)
{
    m_min = addLine(tr("Shortest"), u"min"_s);
    m_max = addLine(tr("Longest"), u"max"_s);
    for (QLineEdit *line : {m_min, m_max}) {
        line->setPlaceholderText(tr("any number of characters"));
        connect(line, &QLineEdit::textEdited, this, [this] {
            std::optional<std::int64_t> min;
            std::optional<std::int64_t> max;
            const bool isMinGood = readCountBound(m_min, min);
            if (!readCountBound(m_max, max) || !isMinGood)
                return;
            edit(
                tr("Change Length"),
                [&](FieldDef &field) {
                    field.rules.minLength = min;
                    field.rules.maxLength = max;
                },
                u"length"_s);
        });
    }
    m_patterns = new QPlainTextEdit(this);
    nameControl(m_patterns, u"field.text.patterns"_s, tr("Patterns, one on each line"));
    m_patterns->setPlaceholderText(tr("Regular expressions, one on each line; each must match"));
    m_patterns->setTabChangesFocus(true);
    m_patterns->setFixedHeight(patternLines * fontMetrics().lineSpacing() + space::large);
    addRow(tr("Patterns"), m_patterns);
    m_problem = addProblem();
    m_color = addCheck(tr("Must be a color such as #1e90ff"), u"color"_s);
    connect(m_patterns, &QPlainTextEdit::textChanged, this, [this] {
        std::vector<std::string> patterns;
        for (const QString &line : m_patterns->toPlainText().split(u'\n', Qt::SkipEmptyParts))
            patterns.push_back(fromQString(line));
        edit(
            tr("Change Patterns"), [&](FieldDef &field) { field.rules.patterns = patterns; },
            u"patterns"_s);
    });
    connect(m_color, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(isOn ? tr("Require a Color") : tr("Allow Any Text"),
             [isOn](FieldDef &field) { field.rules.color = isOn; });
    });
}

bool TextPart::fits(const FieldDef &field) const
{
    return isTextual(field.type);
}

void TextPart::show(const FieldDef &field)
{
    showText(m_min, countBoundText(field.rules.minLength));
    showText(m_max, countBoundText(field.rules.maxLength));
    std::optional<std::int64_t> read;
    readCountBound(m_min, read);
    readCountBound(m_max, read);
    QStringList lines;
    for (const std::string &pattern : field.rules.patterns)
        lines.append(toQString(pattern));
    if (m_patterns->toPlainText().split(u'\n', Qt::SkipEmptyParts) != lines)
        m_patterns->setPlainText(lines.join(u'\n'));
    m_color->setVisible(field.type != FieldType::Color);
    m_color->setChecked(field.rules.color);
    showProblem(m_problem, SchemaProblem::Part::Rules);
    setStyleProperty(m_patterns, "invalid", !m_problem->text().isEmpty());
}

SearchPart::SearchPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.search"_s, tr("Finding records"), parent)
{
    m_filterable = addCheck(tr("Can be filtered and sorted by"), u"filterable"_s);
    m_searchable = addCheck(tr("The search looks at it"), u"searchable"_s);
    connect(m_filterable, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(tr("Change Filtering"), [isOn](FieldDef &field) { field.filterable = isOn; });
    });
    connect(m_searchable, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(tr("Change Searching"), [isOn](FieldDef &field) { field.searchable = isOn; });
    });
}

bool SearchPart::fits(const FieldDef &field) const
{
    return isOfModel() && !field.isSecret();
}

void SearchPart::show(const FieldDef &field)
{
    m_filterable->setChecked(field.filterable);
    m_searchable->setChecked(field.searchable);
    m_searchable->setVisible(isTextual(field.type) || field.type == FieldType::Enum);
}

StoragePart::StoragePart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.storage"_s, tr("In the store"), parent)
{
    m_key = makeLabel({}, LabelRole::Code, this);
    m_key->setObjectName(u"field.storage.key"_s);
    m_key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addRow(tr("Storage key"), m_key);
    m_from = makeLabel({}, LabelRole::Code, this);
    m_from->setObjectName(u"field.storage.from"_s);
    m_from->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addRow(tr("At the source"), m_from);
}

bool StoragePart::fits(const FieldDef &field) const
{
    return isOfModel() && (field.isStored() || !field.from.empty());
}

void StoragePart::show(const FieldDef &field)
{
    m_key->setText(field.storageKey.empty() ? tr("made when it is applied")
                                            : displayLine(field.storageKey));
    m_key->setToolTip(tr("The column's name. It never changes, so a new name keeps the data."));
    m_from->setText(displayLine(field.from));
    setRowVisible(m_from, !field.from.empty());
}

} // namespace syncline::ui
