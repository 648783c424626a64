# Reads a folder of results and draws two figures, with base R only.
#
#     Rscript figures.R RESULTS [OUT]
#
# RESULTS is a folder that `headwater compare` has left. Written to OUT (here by default) are landing.png (landing
# organisations over time, mean and range over replicates) and forest.png (organisations alive in the last year, as
# paired differences from the baseline with their 95 % intervals). Differences are computed here, from yearly.csv;
# comparison.csv is only held against them, and a disagreement of more than 1e-9 ends the script.
#
# What it reads is a simulation under stated assumptions, not a forecast.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 1) stop("usage: Rscript figures.R RESULTS [OUT]")
results <- arguments[1]
out <- if (length(arguments) > 1) arguments[2] else "."
dir.create(out, showWarnings = FALSE, recursive = TRUE)

yearly <- read.csv(file.path(results, "yearly.csv"), encoding = "UTF-8")
comparison <- read.csv(file.path(results, "comparison.csv"), encoding = "UTF-8")
scenarios <- unique(yearly$scenario)
baseline <- scenarios[1]
last_year <- max(yearly$year)
not_a_forecast <- "Headwater · simulated under stated assumptions, not a forecast"

# The colours of Okabe and Ito, which colour-blind readers can tell apart.
colours <- rep(c("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#999999"),
               length.out = length(scenarios))
lines_of <- rep(1:3, each = 8, length.out = length(scenarios))

# The values of one metric: a matrix of replicates by years for a scenario.
values_of <- function(metric, scenario) {
  chosen <- yearly[yearly$metric == metric & yearly$scenario == scenario, ]
  tapply(chosen$value, list(chosen$replicate, chosen$year), sum)
}

# Paired by replicate: the mean difference and Student's 95 % interval of it.
paired <- function(metric, scenario, against, year) {
  difference <- values_of(metric, scenario)[, year] - values_of(metric, against)[, year]
  difference <- difference[!is.na(difference)]
  count <- length(difference)
  half <- qt(0.975, count - 1) * sd(difference) / sqrt(count)
  c(difference = mean(difference), low = mean(difference) - half, high = mean(difference) + half)
}

# Landing organisations over time.
png(file.path(out, "landing.png"), width = 1320, height = 760, res = 110)
matrices <- lapply(scenarios, function(scenario) values_of("landing", scenario))
years <- as.integer(colnames(matrices[[1]]))
means <- sapply(matrices, colMeans, na.rm = TRUE)
band <- lapply(matrices, function(values) apply(values, 2, quantile, c(0.05, 0.95), na.rm = TRUE))
plot(range(years), range(unlist(band)), type = "n", bty = "l", xlab = "year", ylab = "landing organisations",
     main = "Landing organisations: mean, and 5th to 95th percentile of replicates", sub = not_a_forecast,
     cex.sub = 0.8)
for (i in seq_along(scenarios)) {
  polygon(c(years, rev(years)), c(band[[i]][1, ], rev(band[[i]][2, ])), col = adjustcolor(colours[i], 0.15), border = NA)
}
matlines(years, means, col = colours, lty = lines_of, lwd = 2)
legend("topleft", scenarios, col = colours, lty = lines_of, lwd = 2, bty = "n")
invisible(dev.off())

# What is alive in the last year, against the baseline.
others <- setdiff(scenarios, baseline)
forest <- sapply(others, function(scenario) paired("organisations_alive", scenario, baseline, as.character(last_year)))
written <- comparison[comparison$metric == "organisations_alive" & comparison$year == last_year &
                        comparison$baseline == baseline, ]
written <- t(written[match(others, written$scenario), c("difference", "ci95_low", "ci95_high")])
apart <- max(abs(forest - written))
if (!(apart <= 1e-9 * max(1, abs(written)))) stop("comparison.csv is not what yearly.csv gives: apart by ", apart)
cat("comparison.csv agrees with yearly.csv, at most", apart, "apart\n")

png(file.path(out, "forest.png"), width = 1320, height = 200 + 50 * length(others), res = 110)
par(mar = c(6, 14, 1, 1))
height <- rev(seq_along(others))
plot(range(0, forest), c(0.5, length(others) + 0.5), type = "n", yaxt = "n", bty = "l", ylab = "",
     xlab = paste0("difference of organisations alive in ", last_year, " from ", baseline, ", with its 95 % interval"),
     sub = not_a_forecast, cex.sub = 0.8)
abline(v = 0, col = "#555555")
segments(forest["low", ], height, forest["high", ], height, col = colours[2], lwd = 2)
points(forest["difference", ], height, pch = 19, col = colours[2])
axis(2, height, others, las = 1, tick = FALSE)
invisible(dev.off())
cat("pictures:", file.path(out, c("landing.png", "forest.png")), "\n")
