#include "ui/base/Text.h"
#include "ui/schema/Bounds.h"
#include "ui/schema/RulesPart.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int mostDimensions = 16'384;
} // namespace

SizePart::SizePart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.size"_s, tr("Size"), parent)
{
    m_dimensions = new QSpinBox(this);
    nameControl(m_dimensions, u"field.size.dimensions"_s, tr("Dimensions"));
    m_dimensions->setRange(0, mostDimensions);
    m_dimensions->setSpecialValueText(tr("any number"));
    addRow(tr("Dimensions"), m_dimensions);
    m_strong = addCheck(tr("Strong: 8 characters or more, with a small and a capital letter, a "
                           "digit and another"),
                        u"strong"_s);
    m_images = new QComboBox(this);
    nameControl(m_images, u"field.size.images"_s, tr("Kinds of files"));
    m_images->addItems({tr("any file"), tr("images"), tr("images that do not move")});
    addRow(tr("Kind"), m_images);
    m_min = addLine(tr("Smallest"), u"min"_s);
    m_max = addLine(tr("Largest"), u"max"_s);
    m_min->setPlaceholderText(tr("any size"));
    m_max->setPlaceholderText(tr("such as 500 KB or 2 MB"));
    m_problem = addProblem();
    connect(m_dimensions, &QSpinBox::valueChanged, this, [this](int dimensions) {
        edit(
            tr("Change Dimensions"),
            [dimensions](FieldDef &field) { field.rules.dimensions = dimensions; },
            u"dimensions"_s);
    });
    connect(m_strong, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(isOn ? tr("Require Strong Passwords") : tr("Allow Weak Passwords"),
             [isOn](FieldDef &field) { field.rules.strongPassword = isOn; });
    });
    connect(m_images, &QComboBox::activated, this, [this](int kind) {
        edit(tr("Change Kind of Files"), [kind](FieldDef &field) {
            field.rules.images = static_cast<FieldRules::Images>(kind);
        });
    });
    for (QLineEdit *line : {m_min, m_max}) {
        connect(line, &QLineEdit::textEdited, this, [this] {
            std::optional<std::int64_t> min;
            std::optional<std::int64_t> max;
            const bool isMinGood = readSizeBound(m_min, min);
            if (!readSizeBound(m_max, max) || !isMinGood)
                return;
            edit(
                tr("Change Size"),
                [&](FieldDef &field) {
                    field.rules.minBytes = min;
                    field.rules.maxBytes = max;
                },
                u"size"_s);
        });
    }
}

bool SizePart::fits(const FieldDef &field) const
{
    return field.type == FieldType::Vector || field.type == FieldType::Password ||
           field.type == FieldType::File;
}

void SizePart::show(const FieldDef &field)
{
    const bool isFile = field.type == FieldType::File;
    setRowVisible(m_dimensions, field.type == FieldType::Vector);
    m_strong->setVisible(field.type == FieldType::Password);
    setRowVisible(m_images, isFile);
    setRowVisible(m_min, isFile);
    setRowVisible(m_max, isFile);
    m_dimensions->setValue(field.rules.dimensions);
    m_strong->setChecked(field.rules.strongPassword);
    m_images->setCurrentIndex(static_cast<int>(field.rules.images));
    std::optional<std::int64_t> typed;
    if (!readSizeBound(m_min, typed) || typed != field.rules.minBytes)
        showText(m_min, sizeBoundText(field.rules.minBytes));
    if (!readSizeBound(m_max, typed) || typed != field.rules.maxBytes)
        showText(m_max, sizeBoundText(field.rules.maxBytes));
    showProblem(m_problem, SchemaProblem::Part::Rules);
}

} // namespace syncline::ui
