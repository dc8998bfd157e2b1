#include "ui/inspector/RelatedList.h"

#include "core/record/LinkedRecords.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/inspector/RecordTitle.h"
#include "ui/widget/PlainLabel.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

RelatedList::RelatedList(const UiContext &context, FieldDef field, RecordId owner, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_field(std::move(field)),
      m_owner(owner),
      m_layout(new QVBoxLayout(this))
{
    setObjectName(u"related."_s + toQString(m_field.name));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    load();
}

void RelatedList::load()
{
    RecordQuery query;
    query.first = shownAtMost;
    if (m_field.type == FieldType::HasManyThrough) {
        query.linkedBy = linkedBy(*m_context.engine->inForce(), m_field, m_owner);
    } else {
        query.filter.kind = Filter::Kind::Compare;
        query.filter.field = m_field.inverseField;
        query.filter.op = FilterOp::Equals;
        query.filter.operand = Value(toText(m_owner));
    }
    whenDone(m_context.engine->records(m_field.relatedModel, query), this,
             [this](const Result<RecordPage> &page) { handleLoaded(page); });
}

void RelatedList::handleLoaded(const Result<RecordPage> &page)
{
    const QString model = toQString(m_field.relatedModel);
    if (!page) {
        auto *label = makeLabel(errorText(page.error()), LabelRole::Error, this);
        label->setWordWrap(true);
        m_layout->addWidget(label);
        return;
    }
    if (page->rows.empty()) {
        m_layout->addWidget(makeLabel(tr("none"), LabelRole::Muted, this));
        return;
    }
    const auto def = m_context.engine->inForce()->findModel(m_field.relatedModel);
    for (const RecordRow &row : page->rows) {
        auto *link = makeLinkButton(
            fontMetrics().elidedText(def ? recordTitle(*def, row) : model, Qt::ElideRight, 200),
            u"related."_s + model + u"."_s + toQString(toText(row.id)), this);
        connect(link, &QPushButton::clicked, this, [this, model, id = row.id] {
            Q_EMIT inspectRequested(InspectTarget::ofRecord(model, id));
        });
        m_layout->addWidget(link, 0, Qt::AlignLeft);
    }
    if (page->hasNext && m_field.type == FieldType::HasManyThrough) {
        m_layout->addWidget(makeLabel(tr("and more"), LabelRole::Muted, this));
    } else if (page->hasNext) {
        auto *all = makeLinkButton(tr("All of them…"), u"related."_s + model + u".all"_s, this);
        connect(all, &QPushButton::clicked, this, [this, model] {
            DocumentRef ref;
            ref.kind = DocumentRef::Kind::Records;
            ref.name = model;
            ref.detail = toQString(m_field.inverseField) + u"=="_s + toQString(toText(m_owner));
            Q_EMIT openRequested(ref, OpenMode::Here);
        });
        m_layout->addWidget(all, 0, Qt::AlignLeft);
    }
}

} // namespace syncline::ui
