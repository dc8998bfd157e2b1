#include "ui/inspector/FileFieldEditor.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/PlainLabel.h"

#include <QBuffer>
#include <QHBoxLayout>
#include <QImageReader>
#include <QPixmap>
#include <QPushButton>
#include <QVBoxLayout>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int mostPixels = 8'000; ///< A side; a larger image is not decoded here.
} // namespace

FileFieldEditor::FileFieldEditor(const FieldDef &field, QWidget *parent)
    : FieldEditor(field, parent),
      m_name(new ElidedLabel({}, this)),
      m_image(makeLabel({}, this)),
      m_choose(
          makeLinkButton(tr("Choose…"), u"field."_s + toQString(field.name) + u".choose"_s, this)),
      m_remove(
          makeLinkButton(tr("Remove"), u"field."_s + toQString(field.name) + u".remove"_s, this))
{
    nameControl(m_name, u"field."_s + toQString(field.name) + u".edit"_s, displayLine(field.name));
    m_image->setAccessibleName(tr("Preview of %1").arg(displayLine(field.name)));
    m_image->hide();
    auto *line = new QHBoxLayout;
    line->setSpacing(space::small);
    line->addWidget(m_name, 1);
    line->addWidget(m_choose);
    line->addWidget(m_remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addLayout(line);
    layout->addWidget(m_image, 0, Qt::AlignLeft);
    setFocusProxy(m_choose);
    connect(m_choose, &QPushButton::clicked, this, &FileFieldEditor::choose);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        takeEdit(Value());
        show(Value());
    });
    applyEditable(true);
}

void FileFieldEditor::setContext(const UiContext &context)
{
    m_context = context;
    applyEditable(isEditable());
    show(pending().value_or(stored()));
}

void FileFieldEditor::choose()
{
    m_context.prompter->pickFile(
        this, tr("Choose a file for %1").arg(displayLine(field().name)), {},
        [this](const QString &path) {
            whenDone(m_context.engine->keepFile(std::filesystem::path(path.toStdString())), this,
                     [this](const Result<Value> &kept) {
                         takeEdit(kept);
                         if (kept)
                             show(kept.value());
                     });
        });
}

void FileFieldEditor::show(const Value &value)
{
    m_name->setText(value.isNull() ? tr("not set") : valueText(value, &field()));
    m_remove->setVisible(isEditable() && !value.isNull());
    m_image->hide();
    ++m_ticket;
    if (value["mimeType"].stringOr().starts_with("image/"))
        loadPreview(value);
}

void FileFieldEditor::loadPreview(const Value &value)
{
    if (m_context.engine == nullptr || value["byteSize"].intOr() > previewBytes)
        return;
    whenDone(m_context.engine->fileContent(value, previewBytes), this,
             [this, ticket = m_ticket](const Result<std::string> &content) {
                 if (content && ticket == m_ticket)
                     showImage(content.value());
             });
}

void FileFieldEditor::showImage(const std::string &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes.data(), static_cast<int>(bytes.size()));
    QImageReader reader(&buffer);
    const QSize size = reader.size();
    if (!size.isValid() || size.width() > mostPixels || size.height() > mostPixels)
        return;
    reader.setScaledSize(size.scaled(2 * previewHeight, previewHeight, Qt::KeepAspectRatio)
                             .boundedTo(size)
                             .expandedTo(QSize(1, 1)));
    const QImage image = reader.read();
    if (image.isNull())
        return;
    m_image->setPixmap(QPixmap::fromImage(image));
    m_image->show();
}

void FileFieldEditor::applyEditable(bool isEditable)
{
    const bool canChoose = isEditable && m_context.engine != nullptr;
    m_choose->setVisible(canChoose);
    m_remove->setVisible(canChoose && !pending().value_or(stored()).isNull());
}

QWidget *FileFieldEditor::control() const
{
    return m_name;
}

} // namespace syncline::ui
