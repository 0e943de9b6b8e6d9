// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme_colors.h"

#include <QStringList>

#include <algorithm>

namespace vmunet {

namespace {

struct SheetColor {
    const char *name;
    ThemeColor color;
};

constexpr SheetColor kSheet[] = {
    // Areas, from the back to the front.
    {"edge", {0xff17181a, 0xffc9ced4}},
    {"bar", {0xff25272a, 0xffeceef1}},
    {"field", {0xff191a1d, 0xffffffff}},
    {"list", {0xff1c1d20, 0xffffffff}},
    {"raised", {0xff2a2c30, 0xfff7f8fa}},
    {"button", {0xff34373c, 0xffe1e4e8}},
    {"buttonHover", {0xff3d4147, 0xffd5d9de}},
    {"buttonPressed", {0xff2b2d31, 0xffc6cbd2}},
    {"hover", {0xff282b2f, 0xffeaf1f6}},
    {"selected", {0xff294a60, 0xffcfe3f1}},
    {"checked", {0xff2b5f80, 0xffbfdcee}},
    {"primary", {0xff2c78aa, 0xff1f6f9f}},
    {"primaryHover", {0xff2f7fb3, 0xff2478aa}},
    {"primaryOff", {0xff2a3b47, 0xffd3dee6}},
    {"note", {0xff2c3137, 0xffe6ebf0}},
    {"error", {0xff46262a, 0xfffbe3e4}},
    {"warning", {0xff43371f, 0xfffdf1d6}},
    {"tip", {0xff33363b, 0xff2b2e33}},
    {"handle", {0xff45494f, 0xffb9bfc7}},
    {"handleHover", {0xff5b6067, 0xff969da6}},
    {"control", {0xffd7dade, 0xff30353b}},
    {"controlBright", {0xffffffff, 0xff101418}},
    // Lines.
    {"accent", {0xff3f8fc4, 0xff1f6f9f}},
    {"line", {0xff3a3d42, 0xffc9ced4}},
    {"buttonBorder", {0xff44484e, 0xffb9bfc7}},
    {"menuLine", {0xff3f434a, 0xffc9ced4}},
    {"primaryOffBorder", {0xff33485a, 0xffb4c8d6}},
    {"noteBorder", {0xff444a52, 0xffb9c3cd}},
    {"errorBorder", {0xff8c3a42, 0xffd0747b}},
    {"warningBorder", {0xff8a6b2b, 0xffcf9f3f}},
    {"tipBorder", {0xff4a4e55, 0xff4a4e55}},
    // Text.
    {"title", {0xffc9cdd2, 0xff33383e}},
    {"heading", {0xffe8eaed, 0xff16191d}},
    {"status", {0xffb7bcc2, 0xff454b52}},
    {"muted", {0xff9ba1a8, 0xff585e66}},
    {"caution", {0xffe0a43a, 0xff835300}},
    {"disabled", {0xff6d7278, 0xff90969d}},
    {"primaryOffText", {0xff7f8b94, 0xff7d8c98}},
    {"selectedText", {0xffffffff, 0xff10202c}},
    {"onPrimary", {0xffffffff, 0xffffffff}},
    {"tipText", {0xffe8eaed, 0xfff1f3f5}},
};

} // namespace

QColor sheetColor(const QString &name, ThemeKind kind)
{
    const auto found = std::find_if(std::begin(kSheet), std::end(kSheet),
        [&name](const SheetColor &one) { return name == QLatin1String(one.name); });
    Q_ASSERT_X(found != std::end(kSheet), "sheetColor", qPrintable(name));
    return found->color.in(kind);
}

QStringList sheetColorNames()
{
    QStringList names;
    for (const SheetColor &one : kSheet) {
        names.append(QLatin1String(one.name));
    }
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) { return a.size() > b.size(); });
    return names;
}

} // namespace vmunet
