#include "ui/inspector/TranslationList.h"

#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/widget/PlainLabel.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

TranslationList::TranslationList(const UiContext &context,
                                 const std::shared_ptr<const ModelDef> &model, const RecordRow &row,
                                 QWidget *parent)
    : QWidget(parent),
      m_model(toQString(model->name)),
      m_own(row.id),
      m_layout(new QVBoxLayout(this))
{
    setObjectName(u"translations"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    RecordQuery query;
    query.filter.kind = Filter::Kind::Compare;
    query.filter.field = "remoteId";
    query.filter.op = FilterOp::Equals;
    query.filter.operand = Value(row.remoteId);
    query.sort = {{.field = "_locale"}};
    whenDone(context.engine->records(model->name, query), this,
             [this](const Result<RecordPage> &page) { handleLoaded(page); });
}

void TranslationList::handleLoaded(const Result<RecordPage> &page)
{
    if (!page) {
        auto *label = makeLabel(errorText(page.error()), LabelRole::Error, this);
        label->setWordWrap(true);
        m_layout->addWidget(label);
        return;
    }
    bool isAlone = true;
    for (const RecordRow &row : page->rows) {
        if (row.id == m_own)
            continue;
        const QString locale = row.locale.empty() ? u"–"_s : displayLine(row.locale, 40);
        auto *link =
            makeLinkButton(tr("%1 (%2 %3)").arg(locale, m_model, toQString(toText(row.id))),
                           u"translations."_s + toQString(row.locale), this);
        connect(link, &QPushButton::clicked, this, [this, id = row.id] {
            Q_EMIT inspectRequested(InspectTarget::ofRecord(m_model, id));
        });
        m_layout->addWidget(link, 0, Qt::AlignLeft);
        isAlone = false;
    }
    if (isAlone)
        m_layout->addWidget(makeLabel(tr("none"), LabelRole::Muted, this));
}

} // namespace syncline::ui
