#include "ui/schema/FieldForm.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/NamePart.h"
#include "ui/schema/ObjectPart.h"
#include "ui/schema/OptionsPart.h"
#include "ui/schema/RelationPart.h"
#include "ui/schema/RulesPart.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/ScriptList.h"
#include "ui/schema/UnionPart.h"
#include "ui/schema/ValuePart.h"
#include "ui/widget/PlainLabel.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

FieldForm::FieldForm(SchemaDocument *document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_scroll(new QScrollArea(this)),
      m_nothing(makeLabel(tr("Choose a field to see everything about it, or add one."),
                          LabelRole::Muted, this)),
      m_back(makeLinkButton({}, u"field.back"_s, this))
{
    setObjectName(u"fieldForm"_s);
    static_cast<QLabel *>(m_nothing)->setWordWrap(true);
    static_cast<QLabel *>(m_nothing)->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setContentsMargins(space::large, space::huge, space::large, 0);
    nameControl(m_scroll, u"fieldForm.scroll"_s, tr("The field"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *column = new QWidget(m_scroll);
    column->setObjectName(u"scrolled"_s);
    auto *inner = new QVBoxLayout(column);
    inner->setContentsMargins(space::medium, space::medium, space::medium, space::large);
    inner->setSpacing(space::large);
    inner->addWidget(m_back, 0, Qt::AlignLeft);
    addParts(column);
    inner->addStretch();
    m_scroll->setWidget(column);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_nothing, 1);
    connect(m_back, &QPushButton::clicked, this, [this] {
        showField(FieldPath(m_path.begin(), m_path.end() - 1));
        focusName();
    });
    connect(m_document, &SchemaDocument::changed, this, &FieldForm::update);
    showField({});
}

void FieldForm::addParts(QWidget *column)
{
    m_name = new NamePart(m_document, column);
    auto *scripts = new ScriptsPart(m_document, column);
    m_parts = {m_name,
               new RelationPart(m_document, column),
               new UnionPart(m_document, column),
               new ComputedPart(m_document, column),
               new OptionsPart(m_document, column),
               new TransitionsPart(m_document, column),
               new ObjectPart(m_document, column),
               new ValuePart(m_document, column),
               new DefaultPart(m_document, column),
               new NumberPart(m_document, column),
               new TextPart(m_document, column),
               new SizePart(m_document, column),
               scripts,
               new SearchPart(m_document, column),
               new StoragePart(m_document, column)};
    for (FieldPart *part : m_parts) {
        column->layout()->addWidget(part);
        connect(part, &FieldPart::openRequested, this, &FieldForm::openRequested);
        connect(part, &FieldPart::fieldRequested, this, [this](const FieldPath &path) {
            showField(path);
            focusName();
        });
    }
    connect(scripts, &ScriptsPart::newScriptRequested, this, &FieldForm::newScriptRequested);
}

void FieldForm::showField(const FieldPath &path)
{
    const bool isOther = path != m_path;
    m_path = path;
    update();
    if (isOther)
        m_scroll->ensureVisible(0, 0);
}

void FieldForm::update()
{
    const ModelDef *model = m_document->model();
    while (model && !m_path.empty() && !fieldAt(*model, m_path))
        m_path.pop_back(); // it is gone: what it stood in
    const bool isShown = model && fieldAt(*model, m_path);
    m_scroll->setVisible(isShown);
    m_nothing->setVisible(!isShown);
    if (!isShown)
        return;
    m_back->setVisible(m_path.size() > 1);
    if (m_path.size() > 1)
        m_back->setText(
            tr("Back to %1")
                .arg(displayLine(pathName(*model, FieldPath(m_path.begin(), m_path.end() - 1)),
                                 80)));
    for (FieldPart *part : m_parts)
        part->showField(m_path);
}

void FieldForm::focusName()
{
    m_name->focusName();
}

} // namespace syncline::ui
