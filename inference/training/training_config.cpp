// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/training_config.h"

#include <QJsonArray>
#include <QObject>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace vmunet {

namespace {

constexpr std::array<std::pair<AugmentationKind, const char *>, 7> kAugmentations{{
    {AugmentationKind::None, "none"},
    {AugmentationKind::ReferenceDermoscopy, "reference-dermoscopy"},
    {AugmentationKind::ReferenceCt, "reference-ct"},
    {AugmentationKind::Dermoscopy, "dermoscopy"},
    {AugmentationKind::Ct, "ct"},
    {AugmentationKind::StrongDermoscopy, "strong-dermoscopy"},
    {AugmentationKind::StrongCt, "strong-ct"},
}};

QString augmentationName(AugmentationKind kind)
{
    for (const auto &[known, name] : kAugmentations) {
        if (known == kind) {
            return QString::fromLatin1(name);
        }
    }
    return {};
}

QJsonArray toArray(const std::vector<std::int64_t> &values)
{
    QJsonArray array;
    for (const std::int64_t value : values) {
        array.append(qint64(value));
    }
    return array;
}

QJsonArray toArray(const std::vector<double> &values)
{
    QJsonArray array;
    for (const double value : values) {
        array.append(value);
    }
    return array;
}

// How one key is read; false: the value is of another type.
using Reader = std::function<bool(const QJsonValue &)>;

Reader reads(int &to)
{
    return [&to](const QJsonValue &value) {
        to = value.toInt();
        return value.isDouble() && double(to) == value.toDouble();
    };
}

Reader reads(double &to)
{
    return [&to](const QJsonValue &value) {
        to = value.toDouble();
        return value.isDouble() && std::isfinite(to);
    };
}

Reader reads(std::int64_t &to)
{
    return [&to](const QJsonValue &value) {
        to = value.toInteger();
        return value.isDouble();
    };
}

// A seed may need all 64 bits, which a JSON number does not have: large ones are text.
Reader reads(std::uint64_t &to)
{
    return [&to](const QJsonValue &value) {
        bool ok = value.isDouble() && value.toDouble() >= 0;
        to = value.isString() ? value.toString().toULongLong(&ok) : std::uint64_t(value.toInteger());
        return ok;
    };
}

Reader reads(bool &to)
{
    return [&to](const QJsonValue &value) {
        to = value.toBool();
        return value.isBool();
    };
}

Reader reads(std::vector<double> &to)
{
    return [&to](const QJsonValue &value) {
        to.clear();
        for (const QJsonValue &entry : value.toArray()) {
            if (!entry.isDouble()) {
                return false;
            }
            to.push_back(entry.toDouble());
        }
        return value.isArray();
    };
}

Reader reads(QString &to)
{
    return [&to](const QJsonValue &value) {
        to = value.toString();
        return value.isString();
    };
}

Reader reads(std::vector<std::int64_t> &to)
{
    return [&to](const QJsonValue &value) {
        to.clear();
        for (const QJsonValue &entry : value.toArray()) {
            if (!entry.isDouble()) {
                return false;
            }
            to.push_back(entry.toInteger());
        }
        return value.isArray();
    };
}

Reader reads(OptimizerRule &to)
{
    return [&to](const QJsonValue &value) {
        const std::optional<OptimizerRule> known = ruleOfName(value.toString().toStdString());
        to = known.value_or(to);
        return known.has_value();
    };
}

Reader reads(RateCurve &to)
{
    return [&to](const QJsonValue &value) {
        const std::optional<RateCurve> known = curveOfName(value.toString().toStdString());
        to = known.value_or(to);
        return known.has_value();
    };
}

Reader reads(AugmentationKind &to)
{
    return [&to](const QJsonValue &value) {
        for (const auto &[kind, name] : kAugmentations) {
            if (value.toString() == QLatin1String(name)) {
                to = kind;
                return true;
            }
        }
        return false;
    };
}

Reader reads(Precision &to)
{
    return [&to](const QJsonValue &value) {
        const std::optional<Precision> known = precisionOfName(value.toString());
        to = known.value_or(to);
        return known.has_value();
    };
}

struct Key {
    const char *name;
    Reader read;
};

std::vector<Key> keysOf(TrainingConfig &c)
{
    return {{"recipe", reads(c.recipe)}, {"name", reads(c.name)}, {"epochs", reads(c.epochs)},
        {"batch_size", reads(c.batchSize)}, {"input_side", reads(c.inputSide)},
        {"accumulate_steps", reads(c.accumulateSteps)}, {"checkpoint_activations", reads(c.checkpointActivations)},
        {"layer_decay", reads(c.layerDecay)}, {"freeze_encoder", reads(c.freezeEncoder)},
        {"early_stop", reads(c.earlyStop)}, {"class_weights", reads(c.classWeights)},
        {"ignore_label", reads(c.ignoreLabel)}, {"learning_rate", reads(c.learningRate)},
        {"minimum_learning_rate", reads(c.minimumLearningRate)}, {"optimizer", reads(c.optimizer)},
        {"momentum", reads(c.momentum)}, {"schedule", reads(c.curve)}, {"cosine_period", reads(c.cosinePeriod)},
        {"warmup_epochs", reads(c.warmupEpochs)}, {"weight_decay", reads(c.weightDecay)},
        {"drop_path_rate", reads(c.dropPathRate)}, {"ema_decay", reads(c.emaDecay)},
        {"augmentation", reads(c.augmentation)}, {"reference_zoom", reads(c.referenceZoom)},
        {"validation_fraction", reads(c.validationFraction)}, {"best_by_training_loss", reads(c.bestByTrainingLoss)},
        {"seed", reads(c.seed)}, {"dims", reads(c.dims)}, {"encoder_depths", reads(c.encoderDepths)},
        {"decoder_depths", reads(c.decoderDepths)}, {"state_size", reads(c.stateSize)},
        {"base_model", reads(c.baseModel)}, {"backbone", reads(c.backbone)}, {"device", reads(c.device)},
        {"precision", reads(c.precision)}, {"threads", reads(c.threads)}, {"loader_threads", reads(c.loaderThreads)},
        {"cache_mib", reads(c.cacheMib)}};
}

Status checkShape(const TrainingConfig &config)
{
    if (config.dims.size() != 4 || config.encoderDepths.size() != 4 || config.decoderDepths.size() != 4) {
        return Error{ErrorCode::Invalid, QObject::tr("Widths and depths need four numbers each, one a stage.")};
    }
    for (size_t i = 0; i < 4; ++i) {
        if (config.dims[i] < 4 || config.dims[i] > 4096 || config.dims[i] != config.dims[0] << i
            || config.dims[i] % 4 != 0) {
            return Error{ErrorCode::Invalid,
                QObject::tr("Widths double from stage to stage and begin with a multiple of 4, as in 32 64 128 256.")};
        }
        for (const std::int64_t depth : {config.encoderDepths[i], config.decoderDepths[i]}) {
            if (depth < 1 || depth > 64) {
                return Error{ErrorCode::Invalid, QObject::tr("Depths are 1 to 64 blocks a stage.")};
            }
        }
    }
    return Done{};
}

} // namespace

RateSchedule TrainingConfig::schedule() const
{
    constexpr int kPatience = 10;
    const int usual = curve == RateCurve::Plateau ? kPatience : epochs;
    return {learningRate, minimumLearningRate, cosinePeriod > 0 ? cosinePeriod : usual, warmupEpochs, curve};
}

QJsonObject TrainingConfig::toJson() const
{
    return {{QStringLiteral("recipe"), recipe}, {QStringLiteral("name"), name}, {QStringLiteral("epochs"), epochs},
        {QStringLiteral("batch_size"), batchSize}, {QStringLiteral("input_side"), inputSide},
        {QStringLiteral("accumulate_steps"), accumulateSteps},
        {QStringLiteral("checkpoint_activations"), checkpointActivations}, {QStringLiteral("layer_decay"), layerDecay},
        {QStringLiteral("freeze_encoder"), freezeEncoder}, {QStringLiteral("early_stop"), earlyStop},
        {QStringLiteral("class_weights"), toArray(classWeights)}, {QStringLiteral("ignore_label"), ignoreLabel},
        {QStringLiteral("learning_rate"), learningRate}, {QStringLiteral("minimum_learning_rate"), minimumLearningRate},
        {QStringLiteral("optimizer"), QString::fromStdString(std::string(ruleName(optimizer)))},
        {QStringLiteral("momentum"), momentum},
        {QStringLiteral("schedule"), QString::fromStdString(std::string(curveName(curve)))},
        {QStringLiteral("cosine_period"), cosinePeriod}, {QStringLiteral("warmup_epochs"), warmupEpochs},
        {QStringLiteral("weight_decay"), weightDecay}, {QStringLiteral("drop_path_rate"), dropPathRate},
        {QStringLiteral("ema_decay"), emaDecay}, {QStringLiteral("augmentation"), augmentationName(augmentation)},
        {QStringLiteral("reference_zoom"), referenceZoom}, {QStringLiteral("validation_fraction"), validationFraction},
        {QStringLiteral("best_by_training_loss"), bestByTrainingLoss}, {QStringLiteral("seed"), QString::number(seed)},
        {QStringLiteral("dims"), toArray(dims)}, {QStringLiteral("encoder_depths"), toArray(encoderDepths)},
        {QStringLiteral("decoder_depths"), toArray(decoderDepths)}, {QStringLiteral("state_size"), qint64(stateSize)},
        {QStringLiteral("base_model"), baseModel}, {QStringLiteral("backbone"), backbone},
        {QStringLiteral("device"), device}, {QStringLiteral("precision"), precisionName(precision)},
        {QStringLiteral("threads"), threads}, {QStringLiteral("loader_threads"), loaderThreads},
        {QStringLiteral("cache_mib"), cacheMib}};
}

QStringList recipeNames()
{
    return {QStringLiteral("reference"), QStringLiteral("default"), QStringLiteral("small-data"),
        QStringLiteral("fine-tune")};
}

Result<TrainingConfig> configOfRecipe(const QString &recipe, ImagingTask task)
{
    const bool ct = task == ImagingTask::Ct;
    TrainingConfig config;
    config.recipe = recipe;
    config.augmentation = ct ? AugmentationKind::Ct : AugmentationKind::Dermoscopy;
    if (recipe == QLatin1String("reference")) {
        config.epochs = 300;
        config.batchSize = 32;
        config.cosinePeriod = ct ? 100 : 50;
        config.dropPathRate = 0.2;
        config.augmentation = ct ? AugmentationKind::ReferenceCt : AugmentationKind::ReferenceDermoscopy;
        config.referenceZoom = true;
        config.validationFraction = 0;
        config.bestByTrainingLoss = ct;
        config.dims = {96, 192, 384, 768};
    } else if (recipe == QLatin1String("default")) {
        config.warmupEpochs = 2;
        config.emaDecay = 0.995;
        config.dropPathRate = 0.05;
    } else if (recipe == QLatin1String("small-data")) {
        config.epochs = 200;
        config.batchSize = 8;
        config.warmupEpochs = 5;
        config.emaDecay = 0.995;
        config.dropPathRate = 0.1;
        config.augmentation = ct ? AugmentationKind::StrongCt : AugmentationKind::StrongDermoscopy;
    } else if (recipe == QLatin1String("fine-tune")) {
        config.warmupEpochs = 1;
        config.layerDecay = 0.9;
        config.earlyStop = 8;
        config.epochs = 20;
        config.batchSize = 8;
        config.learningRate = 1e-4;
        config.minimumLearningRate = 1e-6;
        config.emaDecay = 0.9;
    } else {
        return Error{ErrorCode::Invalid,
            QObject::tr("There is no recipe %1; there are %2.").arg(recipe, recipeNames().join(QStringLiteral(", ")))};
    }
    return config;
}

Result<TrainingConfig> configFromJson(const QJsonObject &object, ImagingTask task)
{
    const QJsonValue recipe = object.value(QStringLiteral("recipe"));
    Result<TrainingConfig> preset = configOfRecipe(recipe.toString(QStringLiteral("default")), task);
    if (!preset) {
        return preset;
    }
    TrainingConfig config = *preset;
    const std::vector<Key> keys = keysOf(config);
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const auto key = std::find_if(
            keys.begin(), keys.end(), [&](const Key &known) { return entry.key() == QLatin1String(known.name); });
        if (key == keys.end()) {
            return Error{ErrorCode::Invalid, QObject::tr("A training configuration has no key %1.").arg(entry.key())};
        }
        if (!key->read(entry.value())) {
            return Error{
                ErrorCode::Invalid, QObject::tr("The value of %1 in the configuration is wrong.").arg(entry.key())};
        }
    }
    if (const Status checked = checkConfig(config); !checked) {
        return checked.error();
    }
    return config;
}

Status checkConfig(const TrainingConfig &config)
{
    const auto refuse = [](const QString &message) { return Error{ErrorCode::Invalid, message}; };
    if (config.epochs < 1 || config.epochs > 100000) {
        return refuse(QObject::tr("Epochs are 1 to 100000."));
    }
    if (config.batchSize < 1 || config.batchSize > 4096) {
        return refuse(QObject::tr("The batch size is 1 to 4096."));
    }
    if (config.accumulateSteps < 1 || config.accumulateSteps > 1024) {
        return refuse(QObject::tr("A step accumulates 1 to 1024 batches."));
    }
    if (!(config.layerDecay > 0 && config.layerDecay <= 1) || config.earlyStop < 0 || config.ignoreLabel < -1) {
        return refuse(
            QObject::tr("The layer decay is above 0 and at most 1; early stop and ignored label are counts."));
    }
    for (const double weight : config.classWeights) {
        if (!(weight >= 0)) {
            return refuse(QObject::tr("Class weights are not negative."));
        }
    }
    if (config.inputSide != 0 && (config.inputSide < 32 || config.inputSide > 4096)) {
        return refuse(QObject::tr("The network's input side is 32 to 4096 pixels."));
    }
    if (!(config.learningRate > 0) || config.minimumLearningRate < 0 || config.weightDecay < 0) {
        return refuse(QObject::tr("The learning rate is above 0; its minimum and the weight decay are not below."));
    }
    if (config.momentum < 0 || config.momentum >= 1) {
        return refuse(QObject::tr("The momentum is 0 to below 1."));
    }
    if (config.dropPathRate < 0 || config.dropPathRate >= 1 || config.emaDecay < 0 || config.emaDecay >= 1
        || config.validationFraction < 0 || config.validationFraction >= 1) {
        return refuse(QObject::tr("The drop path rate, the EMA decay and the validation fraction are 0 to below 1."));
    }
    if (config.warmupEpochs < 0 || config.cosinePeriod < 0 || config.stateSize < 1 || config.stateSize > 256) {
        return refuse(QObject::tr("Warm-up and cosine period are not negative; the state size is 1 to 256."));
    }
    if (config.threads < 0 || config.loaderThreads < 0 || config.loaderThreads > 64 || config.cacheMib < 0) {
        return refuse(QObject::tr("Threads and cache are not negative; the loader has at most 64 threads."));
    }
    if (!config.baseModel.isEmpty() && !config.backbone.isEmpty()) {
        return refuse(QObject::tr("A run begins from a model or from a backbone, not from both."));
    }
    return checkShape(config);
}

} // namespace vmunet
