#include "ui/transfer/ExportDialog.h"

#include "core/engine/Engine.h"
#include "core/engine/Transfers.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/transfer/RunWatch.h"
#include "ui/transfer/TransferProgress.h"
#include "ui/transfer/TransferText.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PlainLabel.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ExportDialog::ExportDialog(const UiContext &context, std::shared_ptr<const ModelDef> model,
                           ExportScope scope, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_model(std::move(model)),
      m_pages(new QStackedWidget(this)),
      m_form(nullptr),
      m_progress(new TransferProgress(u"export.progress"_s, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"export"_s);
    setWindowTitle(tr("Export %1").arg(displayLine(m_model->name, 60)));
    m_form = new ExportForm(context, m_model, std::move(scope), this);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    m_pages->addWidget(m_form);
    m_pages->addWidget(m_progress);
    m_pages->addWidget(buildResult());
    setMinimumSize(480, 400);
    resize(640, 600);
    connect(m_form, &ExportForm::exportRequested, this, &ExportDialog::begin);
    connect(m_form, &ExportForm::closeRequested, this, &QDialog::reject);
    connect(m_progress, &TransferProgress::cancelled, this, [this] {
        if (m_watch)
            m_context.engine->cancelRun(m_watch->run());
    });
    m_form->focusFirst();
}

QWidget *ExportDialog::buildResult()
{
    auto *page = new QWidget(this);
    m_title = makeLabel({}, LabelRole::Title, page);
    m_title->setObjectName(u"export.title"_s);
    m_title->setWordWrap(true);
    m_path = makeLabel({}, LabelRole::Code, page);
    m_path->setObjectName(u"export.path"_s);
    m_path->setWordWrap(true);
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_notes = makeLabel({}, LabelRole::Muted, page);
    m_notes->setObjectName(u"export.notes"_s);
    m_notes->setWordWrap(true);
    m_banner = new Banner(u"export.banner"_s, page);
    auto *row = new QHBoxLayout;
    const auto add = [&](const QString &text, const QString &name) {
        auto *button = new QPushButton(text, page);
        nameControl(button, u"export."_s + name, text);
        row->addWidget(button);
        return button;
    };
    m_copy = add(tr("Copy Path"), u"copyPath"_s);
    m_folder = add(tr("Open Folder"), u"openFolder"_s);
    row->addStretch();
    auto *back = add(tr("Back"), u"back"_s);
    m_close = add(tr("Close"), u"close"_s);
    m_close->setProperty("primary", true);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_file); });
    connect(m_folder, &QPushButton::clicked, this, [this] {
        const QString folder = QFileInfo(m_file).absolutePath();
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
            m_banner->showMessage(
                Banner::Kind::Warning,
                tr("No program here opens folders; the path can be copied instead."));
    });
    connect(back, &QPushButton::clicked, this, [this] {
        m_pages->setCurrentWidget(m_form);
        m_form->focusFirst();
    });
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::small);
    layout->addWidget(m_title);
    layout->addWidget(m_path);
    layout->addWidget(m_banner);
    layout->addWidget(m_notes);
    layout->addStretch();
    layout->addLayout(row);
    return page;
}

void ExportDialog::begin()
{
    ExportRequest request = m_form->request();
    if (!m_form->isOfSelection()) {
        start(std::move(request));
        return;
    }
    m_form->scope().gather([dialog = QPointer(this), request = std::move(request)](
                               const Result<std::vector<RecordId>> &ids) mutable {
        if (!dialog)
            return;
        if (!ids) {
            dialog->m_context.prompter->show(dialog, ids.error());
            return;
        }
        ValueList wanted;
        for (const RecordId id : ids.value())
            wanted.emplace_back(toText(id));
        const Value filter = ValueObject{{"id", ValueObject{{"in", std::move(wanted)}}}};
        Result<Filter> these = parseFilter(filter, *dialog->m_model);
        if (!these) {
            dialog->m_context.prompter->show(dialog, these.error());
            return;
        }
        request.query.filter = std::move(these).value();
        request.query.search.clear();
        dialog->start(std::move(request));
    });
}

void ExportDialog::start(ExportRequest request)
{
    m_file = toQString(request.file.string());
    m_progress->begin(tr("Exporting to %1").arg(displayLine(m_file.toStdString(), 160)),
                      tr("Cancel the Export"));
    m_pages->setCurrentWidget(m_progress);
    m_progress->focusCancel();
    whenDone(m_context.engine->transfers().startExport(std::move(request)), this,
             [this](const Result<RunId> &run) {
                 if (run) {
                     follow(run.value());
                     return;
                 }
                 m_pages->setCurrentWidget(m_form);
                 m_context.prompter->show(this, run.error());
             });
}

void ExportDialog::follow(RunId run)
{
    delete m_watch;
    m_watch = new RunWatch(m_context.engine, run, this);
    connect(m_watch, &RunWatch::progressed, m_progress, &TransferProgress::setRun);
    connect(m_watch, &RunWatch::ended, this, &ExportDialog::showEnd);
}

void ExportDialog::showEnd(const RunInfo &info)
{
    m_pages->setCurrentIndex(2);
    const bool isDone = info.state == RunState::Completed;
    m_banner->hide();
    m_notes->clear();
    m_path->setText(displayLine(m_file.toStdString()));
    m_path->setVisible(isDone);
    m_copy->setVisible(isDone);
    m_folder->setVisible(isDone);
    m_close->setFocus(Qt::OtherFocusReason);
    m_title->setText(isDone                              ? tr("Exported")
                     : info.state == RunState::Cancelled ? tr("The export was cancelled")
                                                         : tr("The export failed"));
    if (!isDone && info.error)
        m_banner->showMessage(info.state == RunState::Cancelled ? Banner::Kind::Info
                                                                : Banner::Kind::Error,
                              errorText(*info.error));
    if (!isDone)
        return;
    whenDone(m_context.engine->transfers().exportOutcome(info.id), this,
             [this](const Result<ExportOutcome> &outcome) {
                 if (!outcome) {
                     m_banner->showMessage(Banner::Kind::Error, errorText(outcome.error()));
                     return;
                 }
                 m_title->setText(tr("%1 records exported (%2)")
                                      .arg(countText(outcome->rows), sizeText(outcome->bytes)));
                 QStringList notes;
                 for (const std::string &note : outcome->notes)
                     notes.append(displayLine(note, 300));
                 m_notes->setText(notes.join(u'\n'));
             });
}

} // namespace syncline::ui
