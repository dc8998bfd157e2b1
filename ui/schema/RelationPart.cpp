#include "ui/schema/RelationPart.h"

#include "core/project/Names.h"
#include "ui/base/Text.h"
#include "ui/schema/RelationEdit.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int noOtherSide = -1;
} // namespace

RelationPart::RelationPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.relation"_s, tr("Relationship"), parent),
      m_related(addBox(tr("Other model"), u"related"_s)),
      m_join(addBox(tr("Through"), u"join"_s)),
      m_inverse(addBox(tr("By its field"), u"inverse"_s)),
      m_joinField(addBox(tr("And its field"), u"joinField"_s)),
      m_otherSide(addBox(tr("Over there"), u"otherSide"_s)),
      m_otherName(addLine(tr("Called"), u"otherName"_s)),
      m_dependent(addBox(tr("When deleted"), u"dependent"_s))
{
    m_otherSide->addItem(tr("nothing shows it"), noOtherSide);
    m_otherSide->addItem(tr("has many"), static_cast<int>(FieldType::HasMany));
    m_otherSide->addItem(tr("has one"), static_cast<int>(FieldType::HasOne));
    m_dependent->addItem(tr("they stay, and lead nowhere"));
    m_dependent->addItem(tr("they are deleted, too"));
    m_dependent->addItem(tr("refused while there are any"));
    m_words = makeLabel({}, LabelRole::Muted, this);
    m_words->setObjectName(u"field.relation.words"_s);
    m_words->setWordWrap(true);
    addWide(m_words);
    m_problem = addProblem();
    connectBoxes();
}

QComboBox *RelationPart::addBox(const QString &label, const QString &name)
{
    auto *box = new QComboBox(this);
    nameControl(box, objectName() + u'.' + name, label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    addRow(label, box);
    return box;
}

void RelationPart::connectBoxes()
{
    const auto chosen = [](const QComboBox *box) {
        return fromQString(box->currentData().toString());
    };
    connect(m_related, &QComboBox::activated, this, [this, chosen] {
        editState(tr("Change the Other Model"), [&](SchemaState &state) {
            chooseRelated(state, *this->document()->project(), path(), chosen(m_related));
        });
    });
    connect(m_join, &QComboBox::activated, this, [this, chosen] {
        editState(tr("Change the Model in Between"), [&](SchemaState &state) {
            chooseJoin(state, *this->document()->project(), path(), chosen(m_join));
        });
    });
    connect(m_inverse, &QComboBox::activated, this, [this, chosen] {
        const std::string name = chosen(m_inverse);
        if (!m_join->isVisibleTo(this)) {
            editState(tr("Change the Other Side"), [&](SchemaState &state) {
                chooseInverse(state, *this->document()->project(), path(), name);
            });
        } else {
            edit(tr("Change the Relationship"),
                 [&name](FieldDef &field) { field.inverseField = name; });
        }
    });
    connect(m_joinField, &QComboBox::activated, this, [this, chosen] {
        const std::string name = chosen(m_joinField);
        edit(tr("Change the Relationship"), [&name](FieldDef &field) { field.joinField = name; });
    });
    connect(m_otherSide, &QComboBox::activated, this, [this] {
        const int kind = m_otherSide->currentData().toInt();
        const std::optional<FieldType> type =
            kind == noOtherSide ? std::nullopt : std::optional(static_cast<FieldType>(kind));
        editState(tr("Change the Other Side"), [&](SchemaState &state) {
            setOtherSide(state, *this->document()->project(), path(), type);
        });
    });
    connect(m_otherName, &QLineEdit::textEdited, this, [this](const QString &text) {
        const std::string name = fromQString(text.trimmed());
        const auto fault = nameFault(NameKind::Field, name);
        const ModelDef *other = document()->findModel(field() ? field()->relatedModel : "");
        const FieldDef *mine = otherSide(*document()->state(), *document()->project(), path());
        const FieldDef *taken = other ? other->findField(name) : nullptr;
        const QString why =
            fault ? displayLine(*fault)
            : taken && taken != mine
                ? tr("%1 has a field %2 already.").arg(displayLine(other->name), text)
                : QString();
        setStyleProperty(m_otherName, "invalid", !why.isEmpty());
        showProblemText(m_problem, why);
        if (why.isEmpty())
            editState(
                tr("Rename the Other Side"),
                [&](SchemaState &state) {
                    renameOtherSide(state, *document()->project(), path(), name);
                },
                u"otherName"_s);
    });
    connect(m_dependent, &QComboBox::activated, this, [this](int index) {
        edit(tr("Change What Deleting Does"),
             [index](FieldDef &field) { field.dependent = static_cast<Dependent>(index); });
    });
}

bool RelationPart::fits(const FieldDef &field) const
{
    return field.isRelationship();
}

void RelationPart::fillModels(QComboBox *box, const std::string &chosen)
{
    box->clear();
    if (chosen.empty())
        box->addItem(tr("choose…"), QString());
    for (const std::string &name : document()->modelNames())
        box->addItem(displayLine(name, 60), toQString(name));
    int at = box->findData(toQString(chosen));
    if (at < 0) { // one that is not there is still said
        box->addItem(displayLine(chosen, 60), toQString(chosen));
        at = box->count() - 1;
    }
    box->setCurrentIndex(at);
}

void RelationPart::fillFields(QComboBox *box, const std::string &model, const std::string &target,
                              const std::string &chosen)
{
    box->clear();
    const ModelDef *where = document()->findModel(model);
    const std::vector<std::string> names =
        where ? fieldsLeadingTo(*where, target) : std::vector<std::string>();
    for (const std::string &name : names)
        box->addItem(displayLine(model + "." + name, 80), toQString(name));
    int at = box->findData(toQString(chosen));
    if (at < 0) {
        box->insertItem(0, chosen.empty() ? tr("choose…") : displayLine(chosen, 60),
                        toQString(chosen));
        at = 0;
    }
    if (box == m_inverse && where && field()->type != FieldType::HasManyThrough && at >= 0 &&
        !(chosen.empty() && names.empty()))
        box->addItem(tr("a new field of %1").arg(displayLine(model, 60)), QString());
    box->setCurrentIndex(at);
}

void RelationPart::showOtherSide(const FieldDef &field)
{
    const bool isBelongsTo = field.type == FieldType::BelongsTo && !field.relatedModel.empty();
    setRowVisible(m_otherSide, isBelongsTo);
    const FieldDef *other =
        isBelongsTo ? otherSide(*document()->state(), *document()->project(), path()) : nullptr;
    m_otherSide->setCurrentIndex(
        m_otherSide->findData(other ? static_cast<int>(other->type) : noOtherSide));
    setRowVisible(m_otherName, other != nullptr);
    if (other && fromQString(m_otherName->text().trimmed()) != other->name)
        showText(m_otherName, toQString(other->name));
    setStyleProperty(m_otherName, "invalid", false);
    QString words;
    const QString here = displayLine(document()->model()->name, 60);
    const QString there = displayLine(field.relatedModel, 60);
    const QString name = displayLine(field.name, 60);
    if (other)
        words = tr("%1.%2 is added to or changed with this model when it is applied.")
                    .arg(there, displayLine(other->name, 60));
    else if (isBelongsTo)
        words = tr("Each record of %1 refers to one of %2, as %3 and %3Id.").arg(here, there, name);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
}

void RelationPart::show(const FieldDef &field)
{
    const bool isThrough = field.type == FieldType::HasManyThrough;
    const bool isBelongsTo = field.type == FieldType::BelongsTo;
    const std::string &here = document()->model()->name;
    const bool isChosen = !field.relatedModel.empty();
    fillModels(m_related, field.relatedModel);
    setRowVisible(m_join, isThrough && isChosen);
    setRowVisible(m_joinField, isThrough && !field.joinModel.empty());
    setRowVisible(m_inverse, isThrough ? !field.joinModel.empty() : !isBelongsTo && isChosen);
    if (isThrough) {
        fillModels(m_join, field.joinModel);
        fillFields(m_inverse, field.joinModel, here, field.inverseField);
        fillFields(m_joinField, field.joinModel, field.relatedModel, field.joinField);
    } else if (!isBelongsTo) {
        fillFields(m_inverse, field.relatedModel, here, field.inverseField);
    }
    showOtherSide(field);
    setRowVisible(m_dependent, !isBelongsTo);
    m_dependent->setCurrentIndex(static_cast<int>(field.dependent));
    showProblem(m_problem, SchemaProblem::Part::Relation);
}

void RelationPart::setLocked(bool isLocked)
{
    m_related->setEnabled(!isLocked);
}

} // namespace syncline::ui
