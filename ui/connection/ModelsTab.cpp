#include "ui/connection/ModelsTab.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
enum Role { NameRole = Qt::UserRole, DocumentRole };
} // namespace

ModelsTab::ModelsTab(const UiContext &context, QString connection, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_connection(std::move(connection)),
      m_banner(new Banner(u"models.banner"_s, this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_tree(new QTreeWidget(this)),
      m_proposalBar(makeBar(u"bottom"_s, this)),
      m_proposalText(makeLabel({}, m_proposalBar)),
      m_apply(new QPushButton(tr("Update Models"), m_proposalBar))
{
    setObjectName(u"models"_s);
    nameControl(m_tree, u"models.tree"_s, tr("Models of this connection"));
    m_tree->setColumnCount(2);
    m_tree->setRootIsDecorated(true);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setStretchLastSection(true);
    m_tree->setColumnWidth(0, 300);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(m_tree);
    m_proposalText->setObjectName(u"models.proposal"_s);
    m_apply->setProperty("primary", true);
    nameControl(m_apply, u"models.apply"_s, tr("Update models"));
    auto *later = new QPushButton(tr("Not Now"), m_proposalBar);
    nameControl(later, u"models.later"_s, tr("Leave the models as they are"));
    auto *bar = new QHBoxLayout(m_proposalBar);
    bar->setContentsMargins(space::large, space::small, space::large, space::small);
    bar->addWidget(m_proposalText, 1);
    bar->addWidget(later);
    bar->addWidget(m_apply);
    m_proposalBar->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_proposalBar);
    connect(m_apply, &QPushButton::clicked, this, &ModelsTab::apply);
    connect(later, &QPushButton::clicked, this, &ModelsTab::showModels);
    connect(m_stateView, &PageStateView::buttonClicked, this, &ModelsTab::propose);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        DocumentRef ref;
        ref.name = item->data(0, NameRole).toString();
        if (ref.isValid())
            Q_EMIT openRequested(ref, OpenMode::Here);
    });
    connect(m_tree, &QTreeWidget::itemChanged, this, [this](const QTreeWidgetItem *item) {
        if (m_isProposal || item->data(0, DocumentRole).isNull())
            return;
        m_def.models.clear();
        bool isAll = true;
        for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
            const QTreeWidgetItem *model = m_tree->topLevelItem(i);
            isAll = isAll && model->checkState(0) == Qt::Checked;
            if (model->checkState(0) == Qt::Checked)
                m_def.models.push_back(fromQString(model->data(0, DocumentRole).toString()));
        }
        if (isAll)
            m_def.models.clear();
        Q_EMIT edited();
    });
}

void ModelsTab::setDef(const ConnectionDef &def)
{
    m_def = def;
    if (!m_isProposal)
        showModels();
}

void ModelsTab::showModels()
{
    const QSignalBlocker blocker(m_tree);
    m_isProposal = false;
    m_proposalBar->hide();
    m_tree->clear();
    m_tree->setHeaderLabels(
        {tr("Model (kept when checked)"), tr("Document and fields at the source")});
    const ProjectPtr project = m_context.engine->project();
    for (const auto &model : project->models) {
        if (toQString(model->source.connection) != m_connection)
            continue;
        auto *item = new QTreeWidgetItem(
            m_tree, {displayLine(model->name, 80), tr("%1 · %2 fields")
                                                       .arg(displayLine(model->source.document, 80))
                                                       .arg(model->fields.size())});
        item->setIcon(0, themedIcon(u"model"_s));
        item->setData(0, NameRole, toQString(model->name));
        item->setData(0, DocumentRole, toQString(model->source.document));
        const bool isKept =
            m_def.models.empty() || std::find(m_def.models.begin(), m_def.models.end(),
                                              model->source.document) != m_def.models.end();
        item->setCheckState(0, isKept ? Qt::Checked : Qt::Unchecked);
        for (const FieldDef &field : model->fields) {
            if (toQString(field.owner) == m_connection)
                new QTreeWidgetItem(
                    item, {displayLine(field.name, 80),
                           toQString(fieldTypeName(field.type)) +
                               (field.from.empty() ? QString()
                                                   : u" · "_s + displayLine(field.from, 80))});
        }
    }
    const bool isEmpty = m_tree->topLevelItemCount() == 0;
    if (isEmpty)
        m_stateView->showEmpty(
            {u"model"_s, tr("No models from this connection yet"),
             tr("Ask the source which models it has; what would be made is shown first."),
             tr("See What It Has")});
    m_stack->setCurrentIndex(isEmpty ? 0 : 1);
}

void ModelsTab::propose()
{
    m_stateView->showLoading(tr("Asking the source…"));
    m_stack->setCurrentIndex(0);
    m_banner->hide();
    whenDone(m_context.engine->proposeModels(fromQString(m_connection)), this,
             [this](const Result<ModelProposal> &proposal) {
                 if (proposal)
                     showProposal(proposal.value());
                 else
                     m_stateView->showError(proposal.error());
             });
}

void ModelsTab::showProposal(const ModelProposal &proposal)
{
    if (proposal.changes.empty()) {
        showModels();
        m_banner->showMessage(Banner::Kind::Info, tr("The models are up to date with the source."));
        return;
    }
    const QSignalBlocker blocker(m_tree);
    m_isProposal = true;
    m_tree->clear();
    m_tree->setHeaderLabels({tr("Model or field"), tr("What would change")});
    std::map<std::string, QTreeWidgetItem *> models;
    for (const ModelProposal::Change &change : proposal.changes) {
        QTreeWidgetItem *&model = models[change.model];
        if (!model) {
            model = new QTreeWidgetItem(m_tree, {displayLine(change.model, 80)});
            model->setIcon(0, themedIcon(u"model"_s));
            model->setExpanded(true);
        }
        if (change.field.empty())
            model->setText(1, displayLine(change.what, 200));
        else
            new QTreeWidgetItem(model,
                                {displayLine(change.field, 80), displayLine(change.what, 200)});
    }
    m_tree->expandAll();
    m_proposalText->setText(
        tr("Changes to the models: %1. Nothing is written yet.").arg(proposal.changes.size()));
    m_proposalBar->show();
    m_stack->setCurrentIndex(1);
}

void ModelsTab::apply()
{
    m_apply->setEnabled(false);
    whenDone(m_context.engine->updateModels(fromQString(m_connection)), this,
             [this](const Result<ModelProposal> &done) {
                 m_apply->setEnabled(true);
                 if (!done) {
                     m_banner->showMessage(Banner::Kind::Error, errorText(done.error()));
                     return;
                 }
                 showModels();
                 m_banner->showMessage(
                     Banner::Kind::Info,
                     tr("The models are updated. Changes: %1.").arg(done->changes.size()));
             });
}

} // namespace syncline::ui
